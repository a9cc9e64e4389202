import { expect, test } from "@jest/globals";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";

test("a replacement that only follows from another one comes after its cause (P-E 99)", () => {
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

test("a check that fails without messages is listed as failed; a check that is not known yet is listed separately", () => {
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

test("a list that a tool writes as null counts as empty", () => {
  const address = { to_display: "check.open" };
  const { failedChecks } = overviewOf({
    format_version: "1.2",
    checks: [
      { address, status: "pass", instances: null },
      { address, status: "fail", instances: [{ address: null, status: "fail", problems: null }] },
    ],
  });
  expect(failedChecks).toStrictEqual([
    { address: "check.open", message: "the check has status fail" },
  ]);
});

test("each instance of a check that fails or cannot be evaluated is listed by its own address", () => {
  const instance = (key: string, status: string, ...messages: string[]) => ({
    address: { to_display: `module.site["${key}"].check.open` },
    status,
    problems: messages.map((message) => ({ message })),
  });
  const check = (status: string, ...instances: ReturnType<typeof instance>[]) => ({
    address: { to_display: "module.site.check.open" },
    status,
    instances,
  });
  const { failedChecks, unknownChecks } = overviewOf({
    format_version: "1.2",
    checks: [
      check(
        "error",
        instance("a", "pass"),
        instance("b", "fail", "shut", "dark"),
        instance("c", "error"),
        instance("d", "unknown"),
      ),
      check("unknown", instance("e", "unknown")),
      // If the instances of a check are not known, the check itself is listed.
      check("unknown"),
    ],
  });
  expect(failedChecks).toStrictEqual([
    { address: 'module.site["b"].check.open', message: "shut" },
    { address: 'module.site["b"].check.open', message: "dark" },
    { address: 'module.site["c"].check.open', message: "the check has status error" },
  ]);
  expect(unknownChecks).toStrictEqual([
    'module.site["d"].check.open',
    'module.site["e"].check.open',
    "module.site.check.open",
  ]);
});
