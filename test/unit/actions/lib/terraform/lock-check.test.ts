// The places where a backend keeps its lock. Loopback services answer as S3, DynamoDB and STS do.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, test } from "@jest/globals";
import type { Drained } from "../../../../../actions/lib/process/drain.ts";
import { checkLock } from "../../../../../actions/lib/terraform/lock-check.ts";
import type { RootModule } from "../../../../../actions/lib/terraform/root-module.ts";
import { useServers } from "../../../../support/servers.ts";

const LOCK = { ID: "0-1", Who: "me", Created: "2026-11-28T10:00:00Z" };
const HELD = JSON.stringify({
  Item: { LockID: { S: "states/a.tfstate" }, Info: { S: JSON.stringify(LOCK) } },
});
const NO_FILE = {
  status: 404,
  body: "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>",
};
const OURS = [
  {
    operation: { startedAt: Date.parse("2026-11-28T09:59:00Z") },
    endedAt: Date.parse("2026-11-28T10:01:00Z"),
  },
] as unknown as Drained[];
const OTHERS = [
  { operation: { startedAt: Date.parse("2026-11-28T11:00:00Z") }, endedAt: Date.now() },
] as unknown as Drained[];
const ROLE = "arn:aws:iam::999900001111:role/states";
const GIVEN = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIACENTRAL</AccessKeyId><SecretAccessKey>central-secret</SecretAccessKey><SessionToken>central-token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

interface Answer {
  status: number;
  body: string;
}
let directory = "";
const serve = useServers();
let address = "";
let answers: Record<"file" | "table" | "sts", Answer>;
/** For each request: the access key ID of its signature, and what it asked for. */
let seen: string[];
let masks: string[];

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "lock-check-"));
  seen = [];
  masks = [];
  answers = {
    file: NO_FILE,
    table: { status: 200, body: "{}" },
    sts: { status: 200, body: GIVEN },
  };
  address = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const name =
        request.headers["x-amz-target"] === "DynamoDB_20120810.GetItem"
          ? "table"
          : request.method === "GET"
            ? "file"
            : "sts";
      const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "nobody";
      seen.push(`${name} by ${key}: ${name === "file" ? (request.url ?? "") : body}`);
      const { status, body: text } = answers[name];
      response.writeHead(status).end(text);
    });
  });
});
afterEach(() => rmSync(directory, { recursive: true }));

function rootModule(config: object, type = "s3"): RootModule {
  mkdirSync(path.join(directory, ".terraform"), { recursive: true });
  const endpoints = { s3: address, dynamodb: address, sts: address };
  const all = { bucket: "states", key: "a.tfstate", region: "eu-west-1", endpoints, ...config };
  writeFileSync(
    path.join(directory, ".terraform/terraform.tfstate"),
    JSON.stringify({ backend: { type, config: all } }),
  );
  return {
    directory,
    environment: { AWS_ACCESS_KEY_ID: "AKIAOWN", AWS_SECRET_ACCESS_KEY: "own" },
    job: { mask: (secret: string) => masks.push(secret), environment: {} },
  } as unknown as RootModule;
}

const FILE = { use_lockfile: true };
const TABLE = { dynamodb_table: "locks" };
const held = (text: string): Answer => ({ status: 200, body: text });

it.each<[string, object, Partial<typeof answers>, readonly Drained[], object]>([
  ["free without a lock file", FILE, {}, OURS, { kind: "free" }],
  ["free without an item", TABLE, {}, OURS, { kind: "free" }],
  ["free without a file and an item", { ...FILE, ...TABLE }, {}, OURS, { kind: "free" }],
  [
    "left by a lock file of this run",
    FILE,
    { file: held(JSON.stringify(LOCK)) },
    OURS,
    { kind: "left" },
  ],
  ["left by an item of this run", TABLE, { table: held(HELD) }, OURS, { kind: "left" }],
  [
    "left if one of two is held",
    { ...FILE, ...TABLE },
    { table: held(HELD) },
    OURS,
    { kind: "left" },
  ],
  ["taken by an item of another run", TABLE, { table: held(HELD) }, OTHERS, { kind: "taken" }],
  ["absent for a backend without locks", {}, {}, OURS, { kind: "absent" }],
])("H-E 3: the lock is %s", async (_, config, given, drained, expected) => {
  Object.assign(answers, given);
  const lock = await checkLock(rootModule(config), drained);
  expect(lock).toMatchObject(expected);
  if (lock.kind === "left") expect(lock.lock).toMatchObject({ id: "0-1", who: "me" });
});

test("a table that the role may not read is reported as unchecked, with the command that reads it", async () => {
  answers.table = {
    status: 400,
    body: JSON.stringify({
      __type: "com.amazon.coral.service#AccessDeniedException",
      Message: "not authorized to perform: dynamodb:GetItem",
    }),
  };
  const lock = await checkLock(rootModule({ ...FILE, ...TABLE }), OURS);
  expect(lock).toStrictEqual({
    kind: "unchecked",
    why: "the DynamoDB table locks: AccessDeniedException: not authorized to perform: dynamodb:GetItem",
    command:
      'aws dynamodb get-item --region eu-west-1 --table-name locks --consistent-read --key \'{"LockID":{"S":"states/a.tfstate"}}\'',
  });
});

test("the commands that read a lock work for a key with a quote", async () => {
  answers.file = { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
  answers.table = { status: 400, body: "{}" };
  const key = "it's.tfstate";
  expect(await checkLock(rootModule({ ...FILE, key }), OURS)).toMatchObject({
    command: "aws s3 cp 's3://states/it'\\''s.tfstate.tflock' -",
  });
  expect(await checkLock(rootModule({ ...TABLE, key }), OURS)).toMatchObject({
    command: expect.stringContaining(
      `--key '{"LockID":{"S":"states/it'\\''s.tfstate"}}'`,
    ) as unknown,
  });
});

test("a held lock counts, also if another place cannot be read", async () => {
  answers.file = { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
  answers.table = held(HELD);
  expect(await checkLock(rootModule({ ...FILE, ...TABLE }), OURS)).toMatchObject({ kind: "left" });
});

test("another backend than S3 is not checked", async () => {
  expect(await checkLock(rootModule({}, "http"), OURS)).toStrictEqual({
    kind: "unchecked",
    why: "the backend is not S3",
  });
});

test("the backend's own role reads the lock; it is assumed with Terraform's credentials", async () => {
  const config = { ...FILE, ...TABLE, assume_role: { role_arn: ROLE, external_id: "e-1" } };
  expect(await checkLock(rootModule(config), OURS)).toStrictEqual({ kind: "free" });
  expect(seen.map((line) => line.split(":")[0])).toStrictEqual([
    "sts by AKIAOWN",
    "file by ASIACENTRAL",
    "sts by AKIAOWN",
    "table by ASIACENTRAL",
  ]);
  expect(seen[0]).toContain(encodeURIComponent(ROLE));
  expect(seen[0]).toContain("ExternalId=e-1");
  expect(masks).toContain("central-secret");
});
