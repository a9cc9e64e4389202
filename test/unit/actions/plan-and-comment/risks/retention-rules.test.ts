import { expect, test } from "@jest/globals";
import { AMOUNT_RULES } from "../../../../../actions/plan-and-comment/src/risks/retention-rules.ts";

const textsOf = (attribute: string, amount: number) =>
  AMOUNT_RULES.filter(({ places }) => places.some(([first]) => first === attribute)).map(
    ({ text }) => text(amount),
  );

test.each([
  [
    "automated_snapshot_retention_period",
    0,
    "automated snapshots end, and those that exist are deleted: make a snapshot first",
  ],
  ["automatic_backup_retention_days", 0, "no automatic backups are made any more"],
  ["automatic_backup_retention_days", 1, "automatic backups are kept for 1 day only"],
  ["retention_period", 24, "records older than 24 hours are deleted"],
  ["recovery_window_in_days", 7, "a deletion can be undone for 7 days only"],
])("%s %d", (attribute, amount, text) => {
  expect(textsOf(attribute, amount)).toStrictEqual([text]);
});
