// Runs against the embedded AWS, which checks signatures and policies. Answers that it cannot give come from
// servers of the test.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, beforeEach, describe, expect, it, test } from "@jest/globals";
import { ProxyHandler } from "../../../../../actions/lib/aws/proxy.ts";
import {
  SecretsManagerError,
  getSecretValue,
  secretsHost,
} from "../../../../../actions/lib/aws/secrets-manager.ts";
import type { SecretId } from "../../../../../actions/lib/aws/secrets-manager.ts";
import { REGION } from "../../../../support/cloud.ts";
import { cloud, useCloud } from "../../../../support/use-cloud.ts";

let arn: string;
const waits: number[] = [];
const clock = {
  now: Date.now,
  wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
};

useCloud();
beforeAll(async () => {
  const { secrets } = await cloud.aws.places.open({
    accountId: cloud.aws.accountId,
    region: REGION,
  });
  secrets.put("fleet/dev", "old battery");
  arn = secrets.put("fleet/dev", "new battery");
  secrets.put("bytes", Buffer.from([0, 1]));
  secrets.put("gone", "battery");
  secrets.delete("gone");
});
beforeEach(() => {
  waits.splice(0);
  cloud.aws.faults.clear();
});

function get(id: string, query: Partial<SecretId> = {}, url = cloud.aws.url) {
  const { accessKeyId, secretAccessKey } = cloud.aws.userKey("tester");
  const client = {
    region: REGION,
    requestHandler: new ProxyHandler(),
    credentials: { accessKeyId, secretAccessKey },
  };
  const job = { cancelled: new AbortController().signal, environment: { AWS_ENDPOINT_URL: url } };
  return getSecretValue(
    { id, stage: undefined, versionId: undefined, ...query },
    client,
    job,
    clock,
  );
}

describe("the version of a secret", () => {
  it("is found by name, by ARN, and by an ARN without its random suffix", async () => {
    for (const id of ["fleet/dev", arn, arn.slice(0, -7)])
      expect(await get(id)).toMatchObject({ text: "new battery" });
  });

  it("can be an earlier one, by stage or ID", async () => {
    const before = await get("fleet/dev", { stage: "AWSPREVIOUS" });
    expect(before.text).toBe("old battery");
    expect(await get("fleet/dev", { versionId: before.versionId })).toStrictEqual(before);
  });

  it("has no text if it holds bytes", async () => {
    expect((await get("bytes")).text).toBeUndefined();
  });
});

test.each([
  ["nowhere", {}, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."],
  ["gone", {}, "InvalidRequestException", "marked for deletion"],
  ["fleet/dev", { stage: "AWSPENDING" }, "ResourceNotFoundException", "label: AWSPENDING"],
  ["fleet/dev", { versionId: "x".repeat(32) }, "ResourceNotFoundException", "for VersionId: x"],
])("%s with %j is refused without another attempt: %s", async (id, query, name, message) => {
  const error = await get(id, query).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(SecretsManagerError);
  expect(error).toMatchObject({ name, message: expect.stringContaining(message) as unknown });
  expect(waits).toStrictEqual([]);
});

describe("a temporary problem", () => {
  it("is retried", async () => {
    cloud.aws.faults.add({
      match: { operation: "secretsmanager:GetSecretValue" },
      times: 2,
      respond: {
        status: 400,
        body: JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" }),
      },
    });
    expect(await get("fleet/dev")).toMatchObject({ text: "new battery" });
    expect(waits).toHaveLength(2);
  });

  it("that does not end is thrown with its message", async () => {
    await expect(get("fleet/dev", {}, "http://127.0.0.1:1")).rejects.toThrow(/ECONNREFUSED/);
    expect(waits).toHaveLength(4);
  });

  test.each([
    ["<html>proxy</html>", 200, "UnreadableAnswer"],
    ["[]", 200, "UnreadableAnswer"],
    ["<html>proxy</html>", 503, "UnreadableAnswer"],
    ['{"__type":"x#InternalServiceError","Message":"no"}', 500, "InternalServiceError"],
  ])("an answer %s with status %i is retried", async (body, status, name) => {
    const server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
    const { port } = server.address() as AddressInfo;
    const error = await get("fleet/dev", {}, `http://127.0.0.1:${port}`).catch(
      (one: unknown) => one,
    );
    server.closeAllConnections();
    server.close();
    expect(error).toMatchObject({ name });
    expect(waits).toHaveLength(4);
  });
});

test.each([
  ["eu-west-1", "secretsmanager.eu-west-1.amazonaws.com"],
  ["cn-north-1", "secretsmanager.cn-north-1.amazonaws.com.cn"],
  ["us-gov-west-1", "secretsmanager.us-gov-west-1.amazonaws.com"],
])("the Secrets Manager host of %s", (region, host) => {
  expect(secretsHost(region, {})).toBe(host);
});

test("requests go to the private endpoint if there is one", () => {
  const AWS_ENDPOINT_URL_SECRETS_MANAGER =
    "https://vpce-1.secretsmanager.eu-west-1.vpce.amazonaws.com";
  expect(secretsHost("eu-west-1", { AWS_ENDPOINT_URL_SECRETS_MANAGER })).toBe(
    "vpce-1.secretsmanager.eu-west-1.vpce.amazonaws.com",
  );
});
