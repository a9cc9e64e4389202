import { expect, test } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { GUARD_RULES } from "../../../../../actions/plan-and-comment/src/risks/guard-rules.ts";
import { lossOf } from "../../../../../actions/plan-and-comment/src/risks/loss.ts";

const destroyed = (type: string, before: object, actions: string[]): ResourceChange => ({
  address: `${type}.x`,
  mode: "managed",
  type,
  name: "x",
  change: { actions, before: before as Json, after: null },
});

test("every rule is a guard and a part, so none makes a new object count as one that holds data", () => {
  expect(
    GUARD_RULES.filter(({ kind, isPart }) => kind !== "guard" || isPart !== true),
  ).toStrictEqual([]);
});

test.each<[string, object, string | undefined]>([
  [
    "aws_s3_bucket_versioning",
    { versioning_configuration: [{ status: "Enabled" }] },
    "what is overwritten or deleted in its bucket from then on cannot be recovered",
  ],
  ["aws_s3_bucket_versioning", { versioning_configuration: [{ status: "Suspended" }] }, undefined],
  ["aws_s3_bucket_versioning", { versioning_configuration: [{ status: "Disabled" }] }, undefined],
  ["aws_dlm_lifecycle_policy", { state: "DISABLED" }, undefined],
  ["aws_dlm_lifecycle_policy", { state: "ENABLED" }, "it no longer makes backups"],
  ["aws_efs_backup_policy", { backup_policy: [{ status: "DISABLED" }] }, undefined],
  ["aws_cloudtrail", { enable_logging: false }, undefined],
  ["aws_guardduty_detector", { enable: false }, undefined],
])("the destruction of %s %j is reported by what it guarded: %s", (type, before, text) => {
  expect(lossOf(destroyed(type, before, ["delete"]))?.text).toBe(text);
});

test("a replaced versioning is missing only until its replacement exists", () => {
  const replaced = destroyed("aws_s3_bucket_versioning", {}, ["delete", "create"]);
  expect(lossOf(replaced)?.text).toBe(
    "what is overwritten or deleted in its bucket meanwhile cannot be recovered",
  );
});

test.each([
  ["aws_backup_selection", "it no longer makes backups", "it makes no backups meanwhile"],
  ["aws_dlm_lifecycle_policy", "it no longer makes backups", "it makes no backups meanwhile"],
  [
    "aws_s3_bucket_replication_configuration",
    "nothing is copied elsewhere any more",
    "nothing is copied elsewhere meanwhile",
  ],
  [
    "aws_cloudtrail",
    "it no longer records what happens in the account",
    "it records nothing meanwhile",
  ],
])("%s", (type, text, replaced) => {
  expect(GUARD_RULES.filter(({ types }) => types.test(type))).toMatchObject([{ text, replaced }]);
});
