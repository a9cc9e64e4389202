import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, test } from "@jest/globals";
import {
  configuredEndpoint,
  endpointProblems,
  refuseEndpoints,
} from "../../../../../actions/lib/aws/endpoint.ts";
import { spellIgnored } from "../../../../../actions/lib/runtime/endpoint-variables.ts";

const PRIVATE = "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com";

describe("the endpoint of a service", () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ["is AWS's own without variables", {}, undefined],
    [
      "is the one of its own variable",
      { AWS_ENDPOINT_URL_STS: PRIVATE, AWS_ENDPOINT_URL: "http://all" },
      PRIVATE,
    ],
    ["is the one for all services", { AWS_ENDPOINT_URL: "http://all" }, "http://all"],
    [
      "is the one for all services if its own variable is empty",
      { AWS_ENDPOINT_URL_STS: "", AWS_ENDPOINT_URL: "http://all" },
      "http://all",
    ],
    ["is not the one of another service", { AWS_ENDPOINT_URL_S3: "http://s3" }, undefined],
    [
      "is ignored if the job says so",
      { AWS_ENDPOINT_URL_STS: PRIVATE, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      undefined,
    ],
    [
      "is not ignored if the job says so",
      { AWS_ENDPOINT_URL_STS: PRIVATE, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" },
      PRIVATE,
    ],
  ])("%s", (_, variables, expected) => {
    expect(configuredEndpoint("STS", variables)).toBe(expected);
  });
});

describe("a variable that does not hold an address", () => {
  test.each([
    "sts.eu-west-1.amazonaws.com",
    "localhost:4566",
    "//sts.internal",
    "https:/sts.internal",
    "https://",
    "http:///sts",
    " https://sts.internal",
    "https://sts.internal\n",
    "ftp://sts.internal",
    "https://[::1",
    "https://sts.internal:99999",
    "true",
  ])("is reported by name: %j", (value) => {
    const { ours, others } = endpointProblems({ AWS_ENDPOINT_URL_STS: value });
    expect(ours).toStrictEqual([
      expect.stringContaining(
        `the variable AWS_ENDPOINT_URL_STS of the job is ${JSON.stringify(value)}, which is not the address of an endpoint. Expected`,
      ),
    ]);
    expect(others).toStrictEqual([]);
  });

  test.each([
    PRIVATE,
    "http://127.0.0.1:4566",
    "http://[::1]:4566/",
    "HTTPS://minio.example/base/path",
    "",
  ])("is not reported if it holds an address or is ignored: %j", (value) => {
    const none = { ours: [], others: [] };
    expect(
      endpointProblems({ AWS_ENDPOINT_URL: value, AWS_ENDPOINT_URL_ECR: value }),
    ).toStrictEqual(none);
    const ignored = { AWS_ENDPOINT_URL: "x", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "TRUE" };
    expect(endpointProblems(ignored)).toStrictEqual(none);
  });

  test("for a service that only terraform calls is reported, and does not stop the action", () => {
    const variables = { AWS_ENDPOINT_URL_EC2: "ec2.internal", AWS_ENDPOINT_URLS: "x" };
    const { ours, others } = endpointProblems(variables);
    expect([ours, others.length, others[0]]).toStrictEqual([
      [],
      1,
      expect.stringContaining("AWS_ENDPOINT_URL_EC2"),
    ]);
  });

  test("for a service that the action does not call does not stop it", () => {
    const variables = { AWS_ENDPOINT_URL_DYNAMODB: "localhost:8000", AWS_ENDPOINT_URL_ECR: "ecr" };
    const { ours, others } = endpointProblems(variables, ["ECR", "STS"]);
    expect([ours, others]).toStrictEqual([
      [expect.stringContaining("AWS_ENDPOINT_URL_ECR")],
      [expect.stringContaining("AWS_ENDPOINT_URL_DYNAMODB")],
    ]);
  });

  test("those for services of the action are reported in one error", () => {
    const { ours } = endpointProblems({ AWS_ENDPOINT_URL: "a", AWS_ENDPOINT_URL_S3: "b" });
    expect(() => refuseEndpoints(ours)).toThrow(
      expect.objectContaining({
        reason: "invalid-input",
        message: expect.stringMatching(
          /AWS_ENDPOINT_URL of .*; the variable AWS_ENDPOINT_URL_S3 of/,
        ),
        fix: expect.stringContaining("https://"),
      }),
    );
    expect(() => refuseEndpoints([])).not.toThrow();
  });
});

describe("SDK clients also ignore the endpoints that the job ignores", () => {
  const NAMES = ["AWS_ENDPOINT_URL_STS", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"];
  afterEach(() => {
    for (const name of NAMES) Reflect.deleteProperty(process.env, name);
  });

  test.each([
    ["true", "sts.eu-west-1.amazonaws.com"],
    ["True", "sts.eu-west-1.amazonaws.com"],
    ["TRUE", "sts.eu-west-1.amazonaws.com"],
    ["false", "vpce-1.sts.eu-west-1.vpce.amazonaws.com"],
    ["1", "vpce-1.sts.eu-west-1.vpce.amazonaws.com"],
  ])("if the variable is %s, requests go to %s", async (ignore, host) => {
    const variables = {
      AWS_ENDPOINT_URL_STS: PRIVATE,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignore,
    };
    Object.assign(process.env, variables);
    spellIgnored(process.env);
    const client = new STSClient({
      region: "eu-west-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
      requestHandler: {
        handle: ({ hostname }: { hostname: string }) => Promise.reject(new Error(hostname)),
      },
    });
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toThrow(host);
    const endpoint = configuredEndpoint("STS", variables);
    expect(new URL(endpoint ?? "https://sts.eu-west-1.amazonaws.com").hostname).toBe(host);
  });
});
