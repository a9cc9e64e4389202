import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parseHcl } from "../../../../actions/lib/terraform/hcl.ts";
import {
  backendFile,
  backendProfile,
  isStateElsewhere,
} from "../../../../actions/setup-terraform-backend/src/backend-file.ts";
import { findBackendRole } from "../../../../actions/setup-terraform-backend/src/backend-role.ts";
import { withArgumentsOfVariables } from "../../../../actions/setup-terraform-backend/src/backend-variables.ts";
import { useFolder } from "../../../support/use-folder.ts";
import { writeFiles } from "../../../support/write-files.ts";

const root = useFolder();
const BLOCK = { type: "s3", file: "main.tf", body: parseHcl('profile = "of-the-block"') };
const withVariables = (init: string, more: Record<string, string> = {}) =>
  withArgumentsOfVariables(BLOCK, root, { TF_CLI_ARGS_init: init, ...more });

describe("arguments of the backend in TF_CLI_ARGS_init", () => {
  test("count before the block: where the state is, and who reads it", async () => {
    const prefix = await withVariables("-backend-config=workspace_key_prefix=teams");
    expect(isStateElsewhere([], prefix)).toBe(true);
    const profile = await withVariables("-backend-config profile=of-the-variable");
    expect(backendProfile([], profile)).toStrictEqual({ name: "of-the-variable" });
    const role = await withVariables(
      `-upgrade "--backend-config=assume_role={ role_arn = \\"arn:aws:iam::777788889999:role/s\\" }"`,
    );
    expect(findBackendRole([], role)?.arn).toBe("arn:aws:iam::777788889999:role/s");
  });

  test("may be in a file of the workspace; the last argument counts", async () => {
    writeFiles(root, { "s3.tfbackend": 'profile = "of-the-file"\nuse_lockfile = false\n' });
    const given = await withVariables("-backend-config=s3.tfbackend", {
      TF_CLI_ARGS: "-backend-config=profile=of-all",
    });
    expect(backendProfile([], given)).toStrictEqual({ name: "of-the-file" });
    const place = { bucket: "b", key: "k", region: "r", encryption: undefined, accountId: "1" };
    expect(backendFile(place, [], given)).not.toContain("use_lockfile");
    const absolute = path.join(root, "s3.tfbackend");
    const last = await withVariables(`-backend-config=${absolute} -backend-config=profile=last`);
    expect(backendProfile([], last)).toStrictEqual({ name: "last" });
  });

  test("may be in a file of JSON", async () => {
    const arn = "arn:aws:iam::777788889999:role/s";
    writeFiles(root, {
      "s3.tfbackend.json": JSON.stringify({
        profile: "of-the-json",
        skip_requesting_account_id: true,
        assume_role: { role_arn: arn, external_id: "x" },
      }),
    });
    const given = await withVariables("-backend-config=s3.tfbackend.json");
    expect(backendProfile([], given)).toStrictEqual({ name: "of-the-json" });
    expect(findBackendRole([], given)).toStrictEqual({ arn, externalId: "x" });
    const place = { bucket: "b", key: "k", region: "r", encryption: undefined, accountId: "1" };
    expect(backendFile(place, [], given)).not.toContain("allowed_account_ids");
  });

  test("true is not a text, and a file that is not there adds nothing", async () => {
    const given = await withVariables("-backend-config=skip_requesting_account_id=true");
    const place = { bucket: "b", key: "k", region: "r", encryption: undefined, accountId: "1" };
    expect(backendFile(place, [], given)).not.toContain("allowed_account_ids");
    expect(await withVariables("-backend-config=gone.hcl")).toStrictEqual(BLOCK);
  });

  test("the block stays as it is without such arguments, and if it is of another type", async () => {
    expect(await withVariables("-upgrade -lockfile=readonly")).toBe(BLOCK);
    const local = { ...BLOCK, type: "local" };
    const variables = { TF_CLI_ARGS_init: "-backend-config=path=x" };
    expect(await withArgumentsOfVariables(local, root, variables)).toBe(local);
    expect(await withArgumentsOfVariables(undefined, root, variables)).toBeUndefined();
  });
});
