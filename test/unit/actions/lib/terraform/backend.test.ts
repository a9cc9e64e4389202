import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, test } from "@jest/globals";
import { nameState, readS3Backend } from "../../../../../actions/lib/terraform/backend.ts";
import { refuseErroredState } from "../../../../../actions/lib/terraform/errored-state.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "backend-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function initialise(config: object, type = "s3", data = ".terraform"): void {
  mkdirSync(path.join(directory, data), { recursive: true });
  const text = JSON.stringify({ version: 3, backend: { type, config } });
  writeFileSync(path.join(directory, data, "terraform.tfstate"), text);
}
const S3 = { bucket: "states", key: "a.tfstate", region: "eu-west-1", use_lockfile: true };

test("reads an S3 backend as init writes it", async () => {
  initialise(S3);
  expect(await readS3Backend(directory, {})).toStrictEqual({
    bucket: "states",
    region: "eu-west-1",
    key: "a.tfstate",
    endpoints: {},
    encryption: undefined,
    lockFile: true,
    lockTable: undefined,
    role: undefined,
  });
});

test.each([
  ["S3's own key", { encrypt: true, kms_key_id: "" }, { kmsKeyId: undefined }],
  ["a KMS key", { encrypt: true, kms_key_id: "alias/state" }, { kmsKeyId: "alias/state" }],
  ["a key that the tool ignores", { kms_key_id: "alias/state" }, undefined],
  ["a key of the customer", { encrypt: true, sse_customer_key: "c2VjcmV0" }, undefined],
])("reads how the state is encrypted: with %s", async (_, config, encryption) => {
  initialise({ ...S3, ...config });
  expect((await readS3Backend(directory, {}))?.encryption).toStrictEqual(encryption);
});

test("reads a role that is assumed with the token of the job", async () => {
  initialise({ ...S3, assume_role_with_web_identity: { role_arn: "arn:aws:iam::1:role/a" } });
  const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: "/run/token" };
  expect((await readS3Backend(directory, environment))?.role?.tokenFile).toBe("/run/token");
});

test("the selected Terraform workspace has a key of its own", async () => {
  initialise({ ...S3, workspace_key_prefix: "teams" });
  writeFileSync(path.join(directory, ".terraform/environment"), "blue\n");
  expect((await readS3Backend(directory, {}))?.key).toBe("teams/blue/a.tfstate");
  const green = await readS3Backend(directory, { TF_WORKSPACE: "green" });
  expect(green?.key).toBe("teams/green/a.tfstate");
});

test("each state has a name made from bucket, key and selected Terraform workspace", async () => {
  const names: string[] = [await nameState(directory, {})];
  names.push(await nameState(directory, { TF_WORKSPACE: "green" }));
  for (const config of [S3, { ...S3, key: "b.tfstate" }, { ...S3, bucket: "others" }]) {
    initialise(config);
    names.push(await nameState(directory, {}));
  }
  names.push(await nameState(directory, { TF_WORKSPACE: "green" }));
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => /^[0-9a-f]{12}$/.test(name))).toBe(true);
  initialise({ ...S3, region: "eu-north-1", use_lockfile: false });
  expect(await nameState(directory, {})).toBe(names[2]);
});

test("the region can be the default region of the job", async () => {
  initialise({ ...S3, region: null });
  const environment = { AWS_DEFAULT_REGION: "eu-north-1" };
  expect((await readS3Backend(directory, environment))?.region).toBe("eu-north-1");
});

test("TF_DATA_DIR and AWS_REGION are used", async () => {
  initialise({ ...S3, region: null, endpoints: { s3: "https://s3.local" } }, "s3", "data");
  const environment = { TF_DATA_DIR: "data", AWS_REGION: "eu-north-1" };
  expect(await readS3Backend(directory, environment)).toMatchObject({
    region: "eu-north-1",
    endpoints: { s3: "https://s3.local" },
  });
});

const ROLE = "arn:aws:iam::999900001111:role/states";
const CHAINED = { arn: ROLE, sessionName: undefined, externalId: undefined, tokenFile: undefined };

it.each<[string, object, object]>([
  ["a role", { assume_role: { role_arn: ROLE } }, CHAINED],
  [
    "a role with an external ID and a session name",
    { assume_role: { role_arn: ROLE, external_id: "e", session_name: "s" } },
    { ...CHAINED, externalId: "e", sessionName: "s" },
  ],
  ["the older form", { role_arn: ROLE, assume_role: null }, CHAINED],
  [
    "a role by web identity",
    { assume_role_with_web_identity: { role_arn: ROLE, web_identity_token_file: "/token" } },
    { ...CHAINED, tokenFile: "/token" },
  ],
])("reads the role of the backend: %s", async (_, config, role) => {
  initialise({ ...S3, ...config });
  expect((await readS3Backend(directory, {}))?.role).toStrictEqual(role);
});

test("reads the lock table and its address", async () => {
  initialise({ ...S3, dynamodb_table: "locks", endpoints: { dynamodb: "http://127.0.0.1:1" } });
  expect(await readS3Backend(directory, {})).toMatchObject({
    lockTable: "locks",
    endpoints: { dynamodb: "http://127.0.0.1:1" },
  });
});

test.each<[object, Record<string, string>, object]>([
  [{ endpoint: "minio:9000" }, {}, { s3: "https://minio:9000" }],
  [{ endpoints: { s3: "http://minio:9000" } }, {}, { s3: "http://minio:9000" }],
  [{ endpoints: { s3: "" } }, { AWS_S3_ENDPOINT: "http://minio" }, { s3: "http://minio" }],
  [{}, { AWS_S3_ENDPOINT: "http://minio", AWS_ENDPOINT_URL_S3: "http://other" }, {}],
  [
    {},
    { AWS_DYNAMODB_ENDPOINT: "dynamo", AWS_STS_ENDPOINT: "http://sts" },
    { dynamodb: "https://dynamo", sts: "http://sts" },
  ],
])("reads the addresses of %j with %j", async (config, environment, endpoints) => {
  initialise({ ...S3, ...config });
  expect((await readS3Backend(directory, environment))?.endpoints).toStrictEqual(endpoints);
});

test("returns undefined for another backend, and without a backend", async () => {
  expect(await readS3Backend(directory, {})).toBeUndefined();
  initialise({ address: "https://states" }, "http");
  expect(await readS3Backend(directory, {})).toBeUndefined();
});

test("H-E 11: refuses a folder with a state that could not be saved", () => {
  const tool = { path: "tofu", name: "opentofu", version: "1.10.6" } as const;
  expect(() => refuseErroredState({ directory, tool })).not.toThrow();
  writeFileSync(path.join(directory, "errored.tfstate"), "{}");
  expect(() => refuseErroredState({ directory, tool })).toThrow(
    expect.objectContaining({
      reason: "errored-state",
      fix: expect.stringContaining("`tofu state push errored.tfstate`"),
    }),
  );
});
