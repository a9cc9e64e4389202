import { describe, expect, test } from "@jest/globals";
import { parseHcl } from "../../../../actions/lib/terraform/hcl.ts";
import { backendArguments } from "../../../../actions/setup-terraform-backend/src/backend-arguments.ts";
import {
  ownStore,
  refuseOwnStore,
} from "../../../../actions/setup-terraform-backend/src/own-store.ts";

const s3 = (text: string) => ({ type: "s3", body: parseHcl(text), file: "main.tf" });

describe("the store of a backend outside AWS", () => {
  test.each([
    ["is read from the newer form", `endpoints = { s3 = "https://minio.example.org:9000" }`],
    ["is read from the older form", `endpoint = "https://minio.example.org:9000"`],
    [
      "is read next to the endpoint of another service",
      `endpoints = {\n  dynamodb = "https://dynamodb.eu-west-1.amazonaws.com"\n  s3 = "https://minio.example.org:9000"\n}`,
    ],
  ])("%s", (_, text) => {
    expect(ownStore([], s3(text))).toBe("https://minio.example.org:9000");
    expect(ownStore(backendArguments.parse(text), undefined)).toBe(
      "https://minio.example.org:9000",
    );
  });

  test("is read from backend-config before the block", () => {
    const extra = backendArguments.parse(
      `endpoints = { s3 = "https://s3.eu-west-1.amazonaws.com" }`,
    );
    expect(ownStore(extra, s3(`endpoint = "https://minio.example.org"`))).toBeUndefined();
  });

  test.each([
    ["no endpoint", `key = "a"`],
    [
      "an endpoint in a VPC",
      `endpoint = "https://bucket.vpce-1a2b.s3.eu-west-1.vpce.amazonaws.com"`,
    ],
    ["an endpoint without a scheme", `endpoint = "s3.eu-west-1.amazonaws.com"`],
    ["the endpoint of China", `endpoints = { s3 = "https://s3.cn-north-1.amazonaws.com.cn" }`],
    ["the endpoint of another service alone", `endpoints = { sts = "https://sts.example.org" }`],
    ["an expression", `endpoint = local.store`],
    ["a text without an address", `endpoint = "https://"`],
  ])("is not %s", (_, text) => {
    expect(ownStore([], s3(text))).toBeUndefined();
  });

  test("can have a name that only looks like a name of AWS", () => {
    const text = `endpoint = "https://notamazonaws.com"`;
    expect(ownStore([], s3(text))).toBe("https://notamazonaws.com");
  });
});

test.each([
  [{ AWS_S3_ENDPOINT: "minio:9000" }, "minio:9000"],
  [{ AWS_S3_ENDPOINT: "https://s3.eu-west-1.amazonaws.com" }, undefined],
  [{ AWS_S3_ENDPOINT: "http://a", AWS_ENDPOINT_URL_S3: "http://b" }, undefined],
])("reads the older variable of the tools: %j", (environment, store) => {
  expect(ownStore([], s3('key = "a"'), environment)).toBe(store);
});

describe("a backend with its own store is refused", () => {
  const block = s3(`endpoint = "http://minio:9000"`);
  const inputs = { backendMode: "ensure" as const, backendConfig: [] };

  test.each(["ensure", "check"] as const)("with backend-mode: %s", (backendMode) => {
    expect(() => refuseOwnStore({ ...inputs, backendMode }, block, {})).toThrow(
      expect.objectContaining({
        reason: "invalid-input",
        message: expect.stringContaining(`backend-mode: "${backendMode}" is not valid`),
      }),
    );
  });

  test.each([
    ["backend-mode is off", { backendMode: "off" } as const, {}],
    ["the job has the endpoint of S3", {}, { AWS_ENDPOINT_URL_S3: "http://minio:9000" }],
    ["the job has the endpoint of all services", {}, { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" }],
  ])("unless %s", (_, change, environment) => {
    expect(() => refuseOwnStore({ ...inputs, ...change }, block, environment)).not.toThrow();
  });
});
