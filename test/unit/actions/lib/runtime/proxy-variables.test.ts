import { checkBypass, getProxyUrl } from "@actions/http-client/lib/proxy";
import { afterEach, expect, test } from "@jest/globals";
import {
  completeNoProxy,
  completeProxies,
  proxyProblems,
} from "../../../../../actions/lib/runtime/proxy-variables.ts";

const before = { ...process.env };
afterEach(() => {
  for (const name of ["NO_PROXY", "no_proxy", "HTTPS_PROXY", "https_proxy"])
    Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
});

/** Returns whether a request bypasses the proxy. */
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
])("with NO_PROXY=%s, the request to %s bypasses the proxy: %s", (noProxy, address, expected) => {
  expect(isDirect(noProxy, address)).toBe(expected);
});

test("completes the lower-case variable first, and leaves a variable that needs no change", () => {
  const variables = { no_proxy: "*.a.example", NO_PROXY: "*.b.example" };
  completeNoProxy(variables);
  expect(variables).toStrictEqual({ no_proxy: "*.a.example,.a.example", NO_PROXY: "*.b.example" });
  const plain = { NO_PROXY: "a.example, b.example" };
  completeNoProxy(plain);
  expect(plain.NO_PROXY).toBe("a.example, b.example");
});

test.each([
  ["proxy.pier.example:3128", "http://proxy.pier.example:3128/"],
  ["proxy:3128", "http://proxy:3128/"],
  ["10.0.0.7:3128", "http://10.0.0.7:3128/"],
  ["ship:mate@proxy:3128", "http://ship:mate@proxy:3128/"],
  ["http://proxy:3128", "http://proxy:3128/"],
  ["https://proxy.pier.example", "https://proxy.pier.example/"],
])("completes the proxy %s to the one that Terraform uses: %s", (given, expected) => {
  Reflect.deleteProperty(process.env, "https_proxy");
  const variables = { HTTPS_PROXY: given };
  completeProxies(variables);
  process.env["HTTPS_PROXY"] = variables.HTTPS_PROXY;
  expect(getProxyUrl(new URL("https://sts.eu-west-1.amazonaws.com"))?.href).toBe(expected);
});

test("completes proxies in both spellings, and leaves other variables", () => {
  const variables = { https_proxy: "a:1", HTTP_PROXY: "b:2", http_proxy: "", ALL_PROXY: "c:3" };
  completeProxies(variables);
  expect(variables).toStrictEqual({
    https_proxy: "http://a:1",
    HTTP_PROXY: "http://b:2",
    http_proxy: "",
    ALL_PROXY: "c:3",
  });
});

test.each([
  "http://ship:m#te@proxy:3128",
  "http://ship:1#2@proxy:3128",
  "http://ship:m/te@proxy:3128",
  "http://ship:m?te@proxy:3128",
  "http://ship:m%te@proxy:3128",
  "http://ship:m^te@proxy:3128",
  "http://ship:m te@proxy:3128",
  "ship:m#te@proxy:3128",
  "http://proxy:31x8",
  "http://ship:12/te@proxy:3128",
  "http://",
  "${{ secrets.PROXY }}",
])("%s is not the address of a proxy, and is not printed", (address) => {
  const [problem = "", ...others] = proxyProblems({ HTTPS_PROXY: address, http_proxy: "" });
  expect(others).toStrictEqual([]);
  expect(problem).toMatch(/^HTTPS_PROXY does not hold the address of a proxy, .*%23 for #/);
  expect(problem).not.toMatch(/ship|m.te|31x8|secrets/);
});

test.each([
  "proxy:3128",
  "proxy.pier.example",
  "http://proxy:3128/",
  "https://10.0.0.7:443",
  "http://[fd12::1]:3128",
  " http://proxy:3128\n",
  "http://ship:m%23te%25@proxy:3128",
  "http://ship@pier:m@te@proxy:3128",
  "http://proxy:3128/pac",
  "socks5://proxy:1080",
  "",
])("%j is the address of a proxy", (address) => {
  expect(proxyProblems({ HTTPS_PROXY: address, https_proxy: address })).toStrictEqual([]);
});
