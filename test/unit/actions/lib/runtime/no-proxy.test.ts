import { checkBypass } from "@actions/http-client/lib/proxy";
import { afterEach, expect, test } from "@jest/globals";
import { completeNoProxy } from "../../../../../actions/lib/runtime/no-proxy.ts";

const before = { ...process.env };
afterEach(() => {
  for (const name of ["NO_PROXY", "no_proxy"]) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
});

/** Whether a request goes the direct way. */
function isDirect(noProxy: string, address: string): boolean {
  Reflect.deleteProperty(process.env, "no_proxy");
  process.env["NO_PROXY"] = noProxy;
  const variables = { NO_PROXY: noProxy, GITHUB_API_URL: address };
  completeNoProxy(variables);
  process.env["NO_PROXY"] = variables.NO_PROXY;
  return checkBypass(new URL(address));
}

test.each([
  ["*", "https://sts.eu-west-1.amazonaws.com", true],
  [".amazonaws.com", "https://sts.eu-west-1.amazonaws.com", true],
  ["amazonaws.com", "https://sts.eu-west-1.amazonaws.com", true],
  ["*.amazonaws.com", "https://sts.eu-west-1.amazonaws.com", true],
  ["localhost, *.amazonaws.com ,x", "https://sts.eu-west-1.amazonaws.com", true],
  ["*.amazonaws.com", "https://notamazonaws.com", false],
  ["*.amazonaws.com:443", "https://sts.eu-west-1.amazonaws.com", true],
  ["*.amazonaws.com:8443", "https://sts.eu-west-1.amazonaws.com", false],
  ["10.0.0.0/8", "https://10.20.30.40/api/v3", true],
  ["10.0.0.0/8", "https://11.0.0.1/api/v3", false],
  ["10.20.30.40", "https://10.20.30.40:8443/api/v3", true],
  ["fd00::/8", "https://[fd12::1]/api/v3", true],
  ["fd12:0::1", "https://[fd12::1]/api/v3", true],
  ["fd12::1", "https://[fd12::2]/api/v3", false],
  ["10.0.0.0/33,10.0.0.0/x,/,999.0.0.0/8", "https://10.0.0.1", false],
  ["", "https://10.0.0.1", false],
])("NO_PROXY=%s, %s: direct is %s", (noProxy, address, expected) => {
  expect(isDirect(noProxy, address)).toBe(expected);
});

test("the lower-case variable counts first, and what needs nothing stays as it is", () => {
  const variables = { no_proxy: "*.a.example", NO_PROXY: "*.b.example" };
  completeNoProxy(variables);
  expect(variables).toStrictEqual({ no_proxy: "*.a.example,.a.example", NO_PROXY: "*.b.example" });
  const plain = { NO_PROXY: "a.example, b.example" };
  completeNoProxy(plain);
  expect(plain.NO_PROXY).toBe("a.example, b.example");
});
