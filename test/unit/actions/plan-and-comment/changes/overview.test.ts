import { expect, test } from "@jest/globals";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";

test("a replacement that only follows from another comes after its cause (P-E 99)", () => {
  const replaced = (address: string, unknown: boolean) => ({
    address,
    mode: "managed" as const,
    type: "a",
    name: address,
    action_reason: "replace_because_cannot_update",
    change: {
      actions: ["delete", "create"],
      before: { ns: "x" },
      after: unknown ? {} : { ns: "y" },
      after_unknown: unknown ? { ns: true } : {},
      replace_paths: [["ns"]],
    },
  });
  const { changes } = overviewOf({
    format_version: "1.2",
    resource_changes: [replaced("follower", true), replaced("cause", false)],
  });
  expect(changes.replace.map(({ address }) => address)).toStrictEqual(["cause", "follower"]);
});

test("a member that OpenTofu leaves out does not count as false (P-E 96)", () => {
  expect(overviewOf({ format_version: "1.2" }).complete).toBe(true);
  expect(overviewOf({ format_version: "1.2", complete: false }).complete).toBe(false);
});

test("a check without messages still fails with its status; one that is not known yet is listed apart", () => {
  const check = (status: string) => ({ address: { to_display: `check.${status}` }, status });
  const { failedChecks, unknownChecks } = overviewOf({
    format_version: "1.2",
    checks: [check("error"), check("unknown"), check("pass")],
  });
  expect(failedChecks).toStrictEqual([
    { address: "check.error", message: "the check has status error" },
  ]);
  expect(unknownChecks).toStrictEqual(["check.unknown"]);
});
