import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import {
  accessOf,
  describeCluster,
} from "../../../../../actions/kube-deploy/src/cluster/describe.ts";
import type { AwsSession } from "../../../../../actions/lib/aws/session.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { useServers } from "../../../../support/servers.ts";

const serve = useServers();
let cluster: object;
let session: AwsSession;
beforeEach(async () => {
  const endpoint = await serve((_, response) =>
    response.setHeader("content-type", "application/json").end(JSON.stringify({ cluster })),
  );
  const credentials = () =>
    Promise.resolve({ accessKeyId: "AKIA", secretAccessKey: "secret", sessionToken: "session" });
  session = {
    region: "eu-west-1",
    accountId: "111122223333",
    arn: "arn",
    partition: "aws",
    client: { region: "eu-west-1", endpoint, credentials },
  } as unknown as AwsSession;
});
afterEach(() => {
  jest.restoreAllMocks();
});

const READY = {
  status: "ACTIVE",
  endpoint: "https://cluster",
  certificateAuthority: { data: Buffer.from("a PEM").toString("base64") },
  resourcesVpcConfig: { endpointPublicAccess: false, publicAccessCidrs: ["10.0.0.0/8"] },
};

test("reads the endpoint, the certificate authority and the public access of a cluster", async () => {
  cluster = READY;
  expect(await describeCluster("shop", session)).toStrictEqual({
    name: "shop",
    endpoint: "https://cluster",
    certificateAuthority: "a PEM",
    publicAccess: false,
    publicRanges: ["10.0.0.0/8"],
  });
});

test.each([
  ["it is being created", { status: "CREATING" }, "aws eks wait cluster-active"],
  ["it is being deleted", { ...READY, status: "DELETING" }, "ACTIVE"],
  ["it failed", { ...READY, status: "FAILED" }, "ACTIVE"],
])("a cluster cannot be reached while %s", async (_, answer, fix) => {
  cluster = answer;
  await expect(describeCluster("shop", session)).rejects.toMatchObject({
    reason: "cluster-not-ready",
    fix: expect.stringContaining(fix),
  });
});

test("each token is masked; a new token is made before 15 minutes are over, or on demand", async () => {
  const masks: string[] = [];
  const job = { mask: (secret: string) => void masks.push(secret) } as unknown as Job;
  const { token } = accessOf(
    {
      name: "shop",
      endpoint: "https://cluster",
      certificateAuthority: "a PEM",
      publicAccess: true,
      publicRanges: [],
    },
    session,
    job,
  );
  let now = Date.now();
  jest.spyOn(Date, "now").mockImplementation(() => now);
  const first = await token?.(false);
  now += 12 * 60_000;
  expect(await token?.(false)).toBe(first);
  expect(masks).toStrictEqual([first]);
  now += 2 * 60_000;
  await token?.(false);
  await token?.(true);
  expect(masks).toHaveLength(3);
});
test("K-E 13: every token of the cluster is masked, and a refused token is replaced", async () => {
  const masked: string[] = [];
  const job = { mask: (text: string) => masked.push(text) };
  let signed = 0;
  const credentials = () =>
    Promise.resolve({ accessKeyId: `AKID${(signed += 1)}`, secretAccessKey: "secret" });
  const session = { region: "eu-west-1", client: { credentials } };
  const cluster = { name: "fleet-dev", endpoint: "https://cluster", certificateAuthority: "CA" };
  const { token } = accessOf(cluster as never, session as never, job as never);
  const first = await token?.(false);
  expect(first).toMatch(/^k8s-aws-v1\./);
  expect(await token?.(false)).toBe(first);
  const second = await token?.(true);
  expect(masked).toStrictEqual([first, second]);
});
