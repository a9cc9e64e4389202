import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it, test } from "@jest/globals";
import { ProxyHandler } from "../../../../actions/lib/aws/proxy.ts";
import type { AwsSession } from "../../../../actions/lib/aws/session.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import { backendArguments } from "../../../../actions/setup-terraform-backend/src/backend-arguments.ts";
import { findBackendBlock } from "../../../../actions/lib/terraform/backend-block.ts";
import {
  accountOf,
  bucketSession,
  findBackendRole,
} from "../../../../actions/setup-terraform-backend/src/backend-role.ts";
import { useServers } from "../../../support/servers.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "backend-role-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ROLE = "arn:aws:iam::777788889999:role/team/state";
const find = async (lines: string) =>
  findBackendRole(backendArguments.parse(lines), await findBackendBlock(directory, "terraform"));
const block = (body: string) =>
  writeFileSync(
    path.join(directory, "main.tf"),
    `terraform {\n  required_version = ">= 1.10"\n  backend "s3" {\n${body}\n  }\n}\n`,
  );

it.each([
  ["the older form", `role_arn = "${ROLE}"`, undefined],
  ["the newer form", `assume_role = { role_arn = "${ROLE}", external_id = "e" }`, "e"],
  [
    "after tags with the same names",
    `assume_role = { tags = { role_arn = "no", external_id = "no" }, role_arn = "${ROLE}" }`,
    undefined,
  ],
  ["the colon of JSON", `assume_role = { "role_arn": "${ROLE}" }`, undefined],
])("finds the role in backend-config: %s", async (_, line, externalId) => {
  expect(await find(line)).toStrictEqual({ arn: ROLE, externalId });
});

test.each([
  ["the file of the job", "", undefined],
  ["its own file", ', web_identity_token_file = "/run/token"', "/run/token"],
])("finds a role that is assumed with a token: %s", async (_, more, tokenFile) => {
  expect(
    await find(`assume_role_with_web_identity = { role_arn = "${ROLE}"${more} }`),
  ).toStrictEqual({ arn: ROLE, externalId: undefined, web: { tokenFile } });
});

test("finds the role in a backend block with several lines", async () => {
  block(`    assume_role = {\n      # of the states\n      role_arn = "${ROLE}"\n    }`);
  expect(await find("")).toStrictEqual({ arn: ROLE, externalId: undefined });
});

test.each([
  ["the newer form", { assume_role: { role_arn: ROLE, external_id: "e" } }, "e"],
  ["the older form", { role_arn: ROLE }, undefined],
])("finds the role in a backend block in the JSON syntax: %s", async (_, s3, externalId) => {
  const file = path.join(directory, "backend.tf.json");
  for (const backend of [{ s3 }, [{ s3: [s3] }]]) {
    writeFileSync(file, JSON.stringify({ terraform: [{ backend }] }));
    expect(await find("")).toStrictEqual({ arn: ROLE, externalId });
  }
});

test("backend-config comes before the block, as init merges them", async () => {
  block(`    assume_role = { role_arn = "arn:aws:iam::111111111111:role/a" }`);
  expect((await find(`assume_role = { role_arn = "${ROLE}" }`))?.arn).toBe(ROLE);
});

test("an expression has no known ARN, and a block without a role has no role", async () => {
  block("    assume_role = { role_arn = local.role }");
  expect(await find("")).toStrictEqual({ arn: undefined, externalId: undefined });
  block(`    key = "a"`);
  expect(await find("")).toBeUndefined();
});

test("returns the account of a role in any partition", () => {
  expect(accountOf("arn:aws-cn:iam::777788889999:role/a")).toBe("777788889999");
  expect([accountOf(undefined), accountOf("role")]).toStrictEqual([undefined, undefined]);
});

const serve = useServers();

test.each([
  [
    "a token, as the tool does",
    { web: {} },
    /^Action=AssumeRoleWithWebIdentity&.*WebIdentityToken=of-the-job/,
  ],
  ["the credentials of the session", {}, /^Action=AssumeRole&/],
])("the role of the backend is assumed with %s", async (_, how, body) => {
  const bodies: string[] = [];
  process.env["AWS_ENDPOINT_URL_STS"] = await serve((request, response) => {
    void text(request).then((sent) => {
      bodies.push(sent);
      response
        .writeHead(403)
        .end("<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>");
    });
  });
  const token = path.join(directory, "token");
  writeFileSync(token, "of-the-job");
  const credentials = () => Promise.resolve({ accessKeyId: "a", secretAccessKey: "b" });
  const session = {
    accountId: "111122223333",
    client: { region: "eu-west-1", requestHandler: new ProxyHandler(), credentials },
    environment: { AWS_WEB_IDENTITY_TOKEN_FILE: token },
  } as unknown as AwsSession;
  const job = {
    context: { runId: 7, runAttempt: 1 },
    cancelled: new AbortController().signal,
    environment: {},
  } as Job;
  const role = { arn: ROLE, externalId: undefined, ...how };
  const { client } = bucketSession(session, role, job);
  await expect(client.credentials()).rejects.toMatchObject({ reason: "assume-role-failed" });
  expect(bodies).toStrictEqual([expect.stringMatching(body)]);
  delete process.env["AWS_ENDPOINT_URL_STS"];
});

test("the backend's role manages the bucket of a central account, which must be in the role's account", () => {
  const session = { accountId: "111122223333", client: { region: "eu-west-1" } } as AwsSession;
  const job = { context: { runId: 7, runAttempt: 1 } } as Job;
  const role = { arn: ROLE, externalId: undefined };
  expect(bucketSession(session, role, job)).toMatchObject({ accountId: "777788889999", arn: ROLE });
  expect(bucketSession(session, undefined, job)).toBe(session);
});
