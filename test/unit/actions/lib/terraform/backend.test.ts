import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readS3Backend } from "../../../../../actions/lib/terraform/backend.ts";
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

test("an S3 backend, as init has written it", async () => {
  initialise(S3);
  expect(await readS3Backend(directory, {})).toStrictEqual({
    bucket: "states",
    region: "eu-west-1",
    key: "a.tfstate",
    endpoint: undefined,
    lockFile: true,
  });
});

test("the selected Terraform workspace has a key of its own", async () => {
  initialise({ ...S3, workspace_key_prefix: "teams" });
  writeFileSync(path.join(directory, ".terraform/environment"), "blue\n");
  expect((await readS3Backend(directory, {}))?.key).toBe("teams/blue/a.tfstate");
  const green = await readS3Backend(directory, { TF_WORKSPACE: "green" });
  expect(green?.key).toBe("teams/green/a.tfstate");
});

test("TF_DATA_DIR and AWS_REGION count", async () => {
  initialise({ ...S3, region: null, endpoints: { s3: "https://s3.local" } }, "s3", "data");
  const environment = { TF_DATA_DIR: "data", AWS_REGION: "eu-north-1" };
  expect(await readS3Backend(directory, environment)).toMatchObject({
    region: "eu-north-1",
    endpoint: "https://s3.local",
  });
});

test("undefined for another backend, and for none", async () => {
  expect(await readS3Backend(directory, {})).toBeUndefined();
  initialise({ address: "https://states" }, "http");
  expect(await readS3Backend(directory, {})).toBeUndefined();
});

test("H-E 11: a folder with a state that could not be saved is refused, with the way out", () => {
  expect(() => refuseErroredState(directory)).not.toThrow();
  writeFileSync(path.join(directory, "errored.tfstate"), "{}");
  expect(() => refuseErroredState(directory)).toThrow(
    expect.objectContaining({ reason: "errored-state" }),
  );
});
