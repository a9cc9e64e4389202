import { describe, expect, it, test } from "@jest/globals";
import type { Plan, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { headText } from "../../../../../actions/lib/plan-comment/head-text.ts";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { fit } from "../../../../../actions/plan-and-comment/src/report/fit.ts";
import {
  applyDocument,
  failureDocument,
  planDocument,
} from "../../../../../actions/plan-and-comment/src/report/documents.ts";
import { headline } from "../../../../../actions/plan-and-comment/src/report/headline.ts";
import type { Outcome } from "../../../../../actions/plan-and-comment/src/report/documents.ts";
import { SUBJECT, plan, redact, resource } from "./plans.ts";

describe("what a plan did not look at", () => {
  test("is named if the plan has no changes", () => {
    const overview = overviewOf(plan({}), ["the objects of <others>", "everything else"]);
    expect(headline(overview)).toBe("No changes");
    expect(headText(planDocument(overview, SUBJECT, redact).head)).toContain(
      "Not looked at: the objects of &lt;others&gt;; everything else.",
    );
  });

  test("is named in the report of an apply", () => {
    const overview = overviewOf(plan({}), ["everything else"]);
    const outcome = { done: [], failed: [], error: undefined };
    expect(headText(applyDocument(overview, SUBJECT, outcome, redact).head)).toContain(
      "everything else.",
    );
  });
});

test("a deferred change that destroys or replaces something has a warning now", () => {
  const deferred = [["delete", "create"], ["delete"], ["create"]].map((actions, at) => ({
    reason: "resource_config_unknown",
    resource_change: resource(`later${at}`, actions, { a: 1 }),
  }));
  expect(
    headText(planDocument(overviewOf(plan({ deferred_changes: deferred })), SUBJECT, redact).head),
  ).toContain("**A later plan destroys or replaces 2 resources**: `t.later0`, `t.later1`");
});

describe("headline", () => {
  it.each<[string, Partial<Plan>, string]>([
    ["nothing (P-E 18)", {}, "No changes. The infrastructure matches the configuration."],
    [
      "only outputs (P-E 19)",
      { output_changes: { a: { actions: ["update"], before: 1, after: 2 } } },
      "Plan: 1 output to change",
    ],
    [
      "only a move (P-E 20)",
      { resource_changes: [{ ...resource("b", ["no-op"]), previous_address: "t.a" }] },
      "Plan: 0 to add, 0 to change, 0 to destroy. · 1 moved",
    ],
    [
      "several",
      {
        resource_changes: [
          resource("a", ["create"], {}),
          resource("b", ["delete"]),
          resource("c", ["delete", "create"]),
          resource("d", ["future"]),
        ],
        deferred_changes: [
          { reason: "instance_count_unknown", resource_change: resource("e", ["create"]) },
        ],
        action_invocations: [{ address: "action.x.y" }],
      },
      "Plan: 2 to add, 0 to change, 2 to destroy. · 1 replacement · 1 of a kind this action does not know · 1 action to invoke · 1 deferred",
    ],
    [
      "a failing check (P-E 30)",
      {
        checks: [
          {
            address: { to_display: "check.x" },
            status: "fail",
            instances: [{ status: "fail", problems: [{ message: "no" }, { message: "again" }] }],
          },
        ],
      },
      "No changes · 2 failed checks",
    ],
    [
      "drift",
      {
        resource_drift: [
          {
            ...resource("a", ["update"]),
            change: { actions: ["update"], before: { p: [] }, after: { p: [22] } },
          },
        ],
      },
      "No changes · drift in 1 object",
    ],
    ["a plan that is not complete", { complete: false }, "No changes"],
  ])("%s", (_, more, wanted) => {
    expect(headline(overviewOf(plan(more)))).toBe(wanted);
  });
});

describe("reports", () => {
  const overview = overviewOf(plan({ resource_changes: [resource("a", ["create"], { x: 1 })] }));

  test("a label cannot format, link or mention (P-E 9, 17)", () => {
    const document = planDocument(
      overview,
      {
        ...SUBJECT,
        label: `<b>@team\n# *x* ${"y".repeat(300)}`,
      },
      redact,
    );
    const [title = ""] = headText(document.head).split("\n");
    expect(title).toContain("&lt;b&gt;@\u200bteam #\u200b \\*x\\*");
    expect(title.length).toBeLessThan(200);
  });

  test("an apply that stopped shows what is live, what failed and why", () => {
    const text = fit(
      applyDocument(
        overview,
        SUBJECT,
        {
          done: [{ address: "t.a", action: "create" }],
          failed: ["t.b"],
          tainted: undefined,
          error: {
            reason: "apply-failed",
            message: "boom",
            fix: "repair it",
            detail: "line 1\n```\nline 2",
          },
        },
        redact,
      ),
      65_000,
    );
    expect(text).toContain("❌ **boom**");
    expect(text).toContain("Applied before it failed: 1 change (1 added). They are live.");
    expect(text).toContain("#### 1 change failed\n\n- `t.b`");
    expect(text).toContain("````\nline 1\n```\nline 2\n````");
  });

  it.each<[string, Partial<Outcome>, string[]]>([
    ["nothing was started", {}, ["Nothing was applied."]],
    [
      "an action was invoked, and then one failed",
      { actions: { invoked: ["action.x.a", "action.x.b[0]"], failed: ["action.x.c"] } },
      [
        "No change was finished. 2 actions were invoked: `action.x.a`, `action.x.b[0]`. 1 action failed: `action.x.c`.",
      ],
    ],
    [
      "objects were only destroyed",
      { done: [{ address: "t.a", action: "delete" }] },
      ["Applied before it failed: 1 change (1 destroyed). What was destroyed is gone."],
    ],
    [
      "objects were destroyed and changed",
      {
        done: [
          { address: "t.a", action: "delete" },
          { address: "t.b", action: "update" },
        ],
      },
      [
        "Applied before it failed: 2 changes (1 changed, 1 destroyed). What was destroyed is gone, the rest is live.",
      ],
    ],
    [
      "an object exists although its creation failed",
      { failed: ["t.b"], tainted: ["t.b"] },
      [
        "No change was finished.",
        "1 object exists although its creation failed, and is tainted in the state: the next apply replaces it.",
        "#### 1 change failed\n\n- `t.b` — exists, tainted",
      ],
    ],
    [
      "the state says that the object does not exist",
      { failed: ["t.b"], tainted: [] },
      ["No change was finished.\n\nPlanned:"],
    ],
    [
      "the state was not read",
      { failed: ["t.b"] },
      ["No change was finished.", "What failed may exist, or may be changed in part"],
    ],
    [
      "other changes were applied before",
      { done: [{ address: "t.a", action: "create" }], failed: ["t.b"], tainted: ["t.b"] },
      ["Applied before it failed: 1 change (1 added). They are live.", "1 object exists although"],
    ],
  ])("an apply that failed: %s", (_, outcome, expected) => {
    const error = { reason: "apply-failed", message: "boom", fix: undefined, detail: undefined };
    const whole = { done: [], failed: [], tainted: undefined, error, ...outcome };
    const text = fit(applyDocument(overview, SUBJECT, whole, redact), 65_000);
    for (const part of expected) expect(text).toContain(part);
    if (whole.failed.length > 0) expect(text).not.toContain("Nothing was applied");
  });

  test("a plan that failed shows reason and fix", () => {
    const text = fit(
      failureDocument(
        { reason: "plan-failed", message: "no", fix: "yes", detail: undefined },
        SUBJECT,
        redact,
      ),
      65_000,
    );
    expect(text).toContain("❌ **no**\n\n**Fix:** yes");
    expect(text).toContain("run 7, attempt 2");
  });
});

test("a long message and its fix are cut on the first screen, and complete below it", () => {
  const error = {
    reason: "access-denied",
    message: `${"why ".repeat(400)}end`,
    detail: undefined,
    fix: `${"do this ".repeat(400)}last`,
  };
  const document = failureDocument(error, SUBJECT, redact);
  expect(headText(document.head).length).toBeLessThanOrEqual(1_200);
  const text = fit(document, 65_000);
  expect(text).toContain("… (complete text below)");
  expect(text).toContain("<details><summary>The complete message and its fix</summary>");
  expect(text).toContain("why end\n");
  expect(text).toContain("do this last\n");
  const short = failureDocument({ ...error, message: "why", fix: "do this" }, SUBJECT, redact);
  expect(fit(short, 65_000)).not.toContain("<details>");
});

describe("a secret at a place that Terraform does not mark as sensitive is redacted:", () => {
  const SECRET = "hunter2-hunter2";
  const hide = (text: string) => text.replaceAll(SECRET, "***");
  const changed = (name: string, more: object): ResourceChange => ({
    ...resource(name, ["update"], { a: 1 }),
    ...more,
  });
  it.each<[string, Partial<Plan>]>([
    [
      "the message of a check",
      {
        checks: [
          {
            address: { to_display: "check.x" },
            status: "fail",
            instances: [{ status: "fail", problems: [{ message: `not ${SECRET}` }] }],
          },
        ],
      },
    ],
    [
      "the id of an import",
      {
        resource_changes: [
          changed("a", { change: { actions: ["no-op"], importing: { id: SECRET } } }),
        ],
      },
    ],
    [
      "the identity of an import",
      {
        resource_changes: [
          changed("a", { change: { actions: ["no-op"], importing: { identity: { k: SECRET } } } }),
        ],
      },
    ],
    ["the reason of a change", { resource_changes: [changed("a", { action_reason: SECRET })] }],
    [
      "the reason of a deferred change",
      { deferred_changes: [{ reason: SECRET, resource_change: resource("a", ["create"], {}) }] },
    ],
    [
      "an output",
      { output_changes: { a: { actions: ["create"], before: null, after: [`x${SECRET}`] } } },
    ],
    [
      "the key of a map",
      {
        resource_changes: [
          changed("a", {
            change: { actions: ["update"], before: { m: {} }, after: { m: { [SECRET]: 1 } } },
          }),
        ],
      },
    ],
    [
      "the configuration of an action",
      { action_invocations: [{ address: "action.x.y", config_values: { a: SECRET } }] },
    ],
    [
      "what forces a replacement",
      {
        resource_changes: [
          changed("a", {
            action_reason: "replace_because_cannot_update",
            change: {
              actions: ["delete", "create"],
              before: { n: SECRET },
              after: { n: `${SECRET}-2` },
              replace_paths: [["n"]],
            },
          }),
        ],
      },
    ],
    [
      "drift",
      {
        resource_drift: [
          changed("a", { change: { actions: ["update"], before: { n: 1 }, after: { n: SECRET } } }),
        ],
      },
    ],
  ])("%s", (_, parts) => {
    const document = planDocument(overviewOf(plan(parts)), SUBJECT, hide);
    const text = [
      headText(document.head),
      fit(document, 60_000, "folded"),
      fit(document, 60_000, "whole"),
    ];
    expect(text.join("\n")).not.toContain(SECRET);
    // The secret would have been shown at this place.
    expect(text.join("\n").replaceAll("\\", "")).toContain("***");
  });

  test("the message of a check that fails after the apply", () => {
    const failed = { name: "check.x", place: "", message: `not ${SECRET}`, times: 1 };
    const outcome = { done: [], failed: [], failedChecks: [failed], error: undefined };
    const document = applyDocument(overviewOf(plan({})), SUBJECT, outcome, hide);
    const text = fit(document, 60_000, "whole");
    expect(text).not.toContain(SECRET);
    expect(text.replaceAll("\\", "")).toContain("not ***");
  });
});
