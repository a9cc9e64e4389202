import { expect, test } from "@jest/globals";
import { GUARD_RULES } from "../../../../../actions/plan-and-comment/src/risks/guard-rules.ts";

test("what is a guard alone is no reason to list a new object among those that hold data", () => {
  expect(
    GUARD_RULES.filter(({ kind, isPart }) => kind !== "guard" || isPart !== true),
  ).toStrictEqual([]);
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
