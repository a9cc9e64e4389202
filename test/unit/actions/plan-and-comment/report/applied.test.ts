import { describe, expect, it, test } from "@jest/globals";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import {
  appliedLine,
  appliedSection,
  countChanges,
} from "../../../../../actions/plan-and-comment/src/report/applied.ts";
import type { Done } from "../../../../../actions/plan-and-comment/src/report/applied.ts";
import {
  applyDocument,
  pendingDocument,
} from "../../../../../actions/plan-and-comment/src/report/documents.ts";
import type { Outcome } from "../../../../../actions/plan-and-comment/src/report/documents.ts";
import { fit } from "../../../../../actions/plan-and-comment/src/report/fit.ts";
import { SUBJECT, plan, redact, resource } from "./plans.ts";

const output = { actions: ["update"], before: 1, after: 2 };
const REPLACE: Done = [
  { address: "t.pier", action: "delete" },
  { address: "t.pier", action: "create" },
];

describe("the result line of an apply that finished", () => {
  it.each<[string, Partial<Plan>, Done, string]>([
    ["nothing", {}, [], "**Nothing to apply**"],
    [
      "only outputs (P-E 19)",
      { output_changes: { a: output, b: output } },
      [],
      "**Applied**: 2 outputs changed",
    ],
    [
      "only a move (P-E 20)",
      { resource_changes: [{ ...resource("b", ["no-op"]), previous_address: "t.a" }] },
      [],
      "**Applied**: 1 moved",
    ],
    [
      "only a removed block (P-E 21)",
      { resource_changes: [resource("a", ["forget"])] },
      [],
      "**Applied**: 1 removed from the state",
    ],
    [
      "an import, alone and with an update (P-E 22)",
      {
        resource_changes: ["no-op", "update"].map((action) => {
          const one = resource(action, [action]);
          return { ...one, change: { ...one.change, importing: { id: "i-1" } } };
        }),
      },
      [{ address: "t.update", action: "update" }],
      "**Applied 1 change**: 1 changed, 2 imported",
    ],
    [
      "a replacement, which is one change, but two for the tool: an addition and a destruction (P-E 23)",
      { resource_changes: [resource("pier", ["delete", "create"])] },
      REPLACE,
      "**Applied 1 change**: 1 added, 1 destroyed (1 replacement: an object is added and another one destroyed)",
    ],
    [
      "a left-over object and an update of its successor (P-E 25)",
      {
        resource_changes: [
          resource("a", ["update"]),
          { ...resource("a", ["delete"]), deposed: "1" },
        ],
      },
      [
        { address: "t.a", action: "update" },
        { address: "t.a", action: "delete" },
      ],
      "**Applied 2 changes**: 1 changed, 1 destroyed",
    ],
    [
      "a data source that is read, which is no change (P-E 26)",
      { resource_changes: [resource("a", ["create"])] },
      [
        { address: "data.t.x", action: "read" },
        { address: "t.a", action: "create" },
      ],
      "**Applied 1 change**: 1 added",
    ],
    [
      "a tool that does not report what it did",
      { resource_changes: [resource("a", ["create"])] },
      [],
      "**Applied** (the tool did not report the end of 1 operation of the plan)",
    ],
  ])("%s", (_, more, done, line) => {
    expect(appliedLine(overviewOf(plan(more)), done)).toBe(line);
  });
});

test("a replacement is one entry with both operations, and counts once even if only one of them is done", () => {
  expect(appliedSection(REPLACE)).toMatchObject({
    title: "1 change applied",
    items: [{ title: "`t.pier` — delete, create" }],
  });
  expect(countChanges(REPLACE.slice(0, 1))).toBe(1);
});

test("the comment of an apply does not repeat the plan, but the full report does", () => {
  const changes = Array.from({ length: 200 }, (_, at) =>
    resource(`pier${at}`, ["create"], { text: "x".repeat(100) }),
  );
  const overview = overviewOf(plan({ resource_changes: changes }));
  const outcome = {
    done: [{ address: "t.pier0", action: "create" }],
    failed: [],
    error: undefined,
  };
  for (const document of [
    applyDocument(overview, SUBJECT, outcome, redact),
    pendingDocument(overview, SUBJECT, redact),
  ]) {
    const comment = fit(document, 65_000);
    expect(comment).toContain("Planned: 200 to add, 0 to change, 0 to destroy");
    expect(comment).not.toContain("t.pier199");
    expect(Buffer.byteLength(comment)).toBeLessThan(2_000);
    expect(fit(document, 900_000, "whole")).toContain("t.pier199");
  }
});

describe("checks after an apply", () => {
  const checks = {
    checks: [
      {
        address: { to_display: "check.late" },
        status: "unknown",
        instances: [{ status: "unknown" }],
      },
      {
        address: { to_display: "check.early" },
        status: "fail",
        instances: [{ status: "fail", problems: [{ message: "not yet" }] }],
      },
    ],
  };
  const overview = overviewOf(
    plan({ ...checks, resource_changes: [resource("a", ["create"], {})] }),
  );
  const done = [{ address: "t.a", action: "create" }];
  const late = { name: "check.late", place: "main.tf:7", message: "too late", times: 2 };
  const report = (outcome: Partial<Outcome>) =>
    fit(
      applyDocument(overview, SUBJECT, { done, failed: [], error: undefined, ...outcome }, redact),
      60_000,
      "whole",
    );

  test("names the checks that failed after the apply, and leaves out the checks of the plan", () => {
    const text = report({ failedChecks: [late] });
    expect(text).toContain("**Applied 1 change**: 1 added · 1 failed check");
    expect(text).toContain("#### 1 failed check");
    expect(text).toContain("`check.late` — `main.tf:7`, 2 times, too late");
    expect(text).not.toMatch(/known after apply|not yet/);
  });

  test("names no checks if none failed", () => {
    expect(report({ failedChecks: [] })).not.toContain("check.");
  });

  test("names the checks of the plan if the apply failed or if nothing evaluated them again", () => {
    const error = { reason: "apply-failed", message: "no", fix: undefined, detail: undefined };
    expect(report({ failedChecks: [], error })).toContain("not yet");
    expect(report({})).toContain("not yet");
  });
});
