import { describe, expect, it, test } from "@jest/globals";
import type { Json, Plan, ResourceChange } from "../../../../actions/lib/terraform/plan.ts";
import { differences } from "../../../../actions/plan-and-comment/src/plan/difference.ts";
import { overviewOf } from "../../../../actions/plan-and-comment/src/plan/overview.ts";
import { renderDifferences } from "../../../../actions/plan-and-comment/src/render/attributes.ts";
import { fit } from "../../../../actions/plan-and-comment/src/render/fit.ts";
import {
  applyDocument,
  failureDocument,
  headline,
  planDocument,
} from "../../../../actions/plan-and-comment/src/render/report.ts";
import {
  count,
  elide,
  oneLine,
  plural,
} from "../../../../actions/plan-and-comment/src/render/text.ts";

const SUBJECT = {
  label: "dev",
  directory: "infra",
  tool: "Terraform 1.11.4",
  commit: "0123456789abcdef",
  run: { number: 7, attempt: 2, url: "https://github.com/o/r/actions/runs/1" },
};

const resource = (name: string, actions: string[], after: Json = null): ResourceChange => ({
  address: `t.${name}`,
  mode: "managed",
  type: "t",
  name,
  change: {
    actions,
    before: actions.includes("create") ? null : after,
    after: actions.includes("delete") ? null : after,
  },
});
const plan = (more: Partial<Plan>): Plan => ({ format_version: "1.2", ...more });
const lines = (before: Json, after: Json) =>
  renderDifferences(
    differences({ actions: ["update"], before: { a: before }, after: { a: after } }),
  )
    .split("\n")
    .slice(1, -1);

describe("attributes", () => {
  it.each<[string, Json, Json, string[]]>([
    ["a short value", 1, 2, ["! a = 1 -> 2"]],
    ["what comes", null, "x", ['+ a = "x"']],
    ["what goes", "x", null, ['- a = "x"']],
    [
      "long values on two lines",
      "x".repeat(70),
      "y".repeat(70),
      [`- a = "${"x".repeat(70)}"`, `+ a = "${"y".repeat(70)}"`],
    ],
    [
      "texts line by line (P-E 12, 13)",
      "# t.a will be destroyed\n- item\nlast\n",
      "# t.a will be destroyed\n+ item\nlast\n",
      ["! a:", "      # t.a will be destroyed", "-     - item", "+     + item", "      last"],
    ],
    [
      "trailing space is made visible (P-E 14)",
      "one\ntwo",
      "one\ntwo  ",
      ["! a:", "      one", "-     two", "+     two··"],
    ],
    [
      "line ends too (P-E 11)",
      "one\r\ntwo",
      "one\ntwo",
      ["! a:", "-     one\\r", "+     one", "      two"],
    ],
    [
      "JSON in a text (P-E 14)",
      '{"a":1,"b":[1]}',
      '{"a":2,"b":[1]}',
      [
        "! a:",
        "      {",
        '-       "a": 1,',
        '+       "a": 2,',
        '        "b": [',
        "          1",
        "      …",
      ],
    ],
    [
      "JSON that only changes its layout",
      '{"a":1}',
      '{ "a": 1 }',
      ['! a = "{\\"a\\":1}" -> "{ \\"a\\": 1 }"'],
    ],
    [
      "control characters and directions (P-E 10, 11)",
      null,
      "a\u001b[31m\u202eb\0",
      ['+ a = "a\\u001b[31m\\u202eb\\u0000"'],
    ],
  ])("%s", (_, before, after, wanted) => {
    expect(lines(before, after)).toStrictEqual(wanted);
  });

  test("a fence is longer than any run of backticks inside (P-E 7)", () => {
    const text = renderDifferences(
      differences({ actions: ["create"], before: null, after: { a: "x\n`````\ny" } }),
    );
    expect(text.startsWith("``````diff\n")).toBe(true);
  });

  test("tags_all is not told again", () => {
    const change = {
      before: { tags: { a: "1" }, tags_all: { a: "1" } },
      after: { tags: { a: "2" }, tags_all: { a: "2" } },
    };
    expect(renderDifferences(differences({ actions: ["update"], ...change }))).not.toContain(
      "tags_all",
    );
  });

  test("what only the provider knows is one line (P-E 39)", () => {
    const change = {
      before: { id: "1", arn: "2" },
      after: {},
      after_unknown: { id: true, arn: true },
    };
    expect(renderDifferences(differences({ actions: ["update"], ...change }))).toContain(
      "  known after apply: id, arn",
    );
  });
});

test("a long value is told by length and hash, so that a change of its rest is seen (P-E 16)", () => {
  const [a, b] = [elide(`${"x".repeat(300)}1`), elide(`${"x".repeat(300)}2`)];
  expect(a).toMatch(/^x{80}… \(301 characters, sha256 [0-9a-f]{12}\)$/);
  expect(a).not.toBe(b);
});

test("words", () => {
  expect([count(1234567), plural(1, "resource"), plural(2, "resource")]).toStrictEqual([
    "1,234,567",
    "1 resource",
    "2 resources",
  ]);
  expect(oneLine("a\u2028b\ud800")).toBe("a\\u2028b\ufffd");
});

describe("headline", () => {
  it.each<[string, Partial<Plan>, string]>([
    ["nothing (P-E 18)", {}, "No changes. The infrastructure matches the configuration."],
    [
      "outputs alone (P-E 19)",
      { output_changes: { a: { actions: ["update"], before: 1, after: 2 } } },
      "1 output to change",
    ],
    [
      "a move alone (P-E 20)",
      { resource_changes: [{ ...resource("b", ["no-op"]), previous_address: "t.a" }] },
      "1 to move",
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
      "1 to destroy, 1 to replace, 1 of a kind this action does not know, 1 to create, 1 action to invoke, 1 deferred",
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
      "No changes. The infrastructure matches the configuration. · 2 failed checks",
    ],
  ])("%s", (_, more, wanted) => {
    expect(headline(overviewOf(plan(more)))).toBe(wanted);
  });
});

describe("fit", () => {
  const many = (number: number, actions: string[]) =>
    Array.from({ length: number }, (_, at) =>
      resource(`${actions[0] ?? ""}${at}`, actions, { value: `v${at}`.repeat(20) }),
    );
  const big = planDocument(
    overviewOf(plan({ resource_changes: [...many(6000, ["create"]), ...many(5, ["delete"])] })),
    SUBJECT,
  );

  test("within the budget, the destroyed ones are told whole, the created ones by name and number (P-E 1)", () => {
    const text = fit(big, 65_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000);
    for (let at = 0; at < 5; at += 1)
      expect(text).toContain(`<details><summary><code>t.delete${at}</code></summary>`);
    expect(text).toContain("#### 6,000 to create");
    expect(text).toMatch(/… and [\d,]+ more/);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text.endsWith("</a></sub>")).toBe(true);
  });

  test("without a limit everything is told", () => {
    const text = fit(big, Number.MAX_SAFE_INTEGER);
    expect(text.match(/<details>/g)).toHaveLength(6005);
    expect(text).not.toContain("more");
  });

  test("one resource that alone is too large is told by name (P-E 3)", () => {
    const body = Object.fromEntries(
      Array.from({ length: 390 }, (_, at) => [`attribute_${at}`, "x".repeat(230)]),
    );
    const huge = planDocument(
      overviewOf(plan({ resource_changes: [resource("huge", ["create"], body)] })),
      SUBJECT,
    );
    expect(fit(huge, 65_000)).toContain("- `t.huge`");
  });

  test("the smallest budget still has the headline", () => {
    expect(fit(big, 700)).toContain("**5 to destroy, 6,000 to create**");
  });
});

describe("reports", () => {
  const overview = overviewOf(plan({ resource_changes: [resource("a", ["create"], { x: 1 })] }));

  test("the label cannot format, link or mention (P-E 9, 17)", () => {
    const document = planDocument(overview, {
      ...SUBJECT,
      label: `<b>@team\n# *x* ${"y".repeat(300)}`,
    });
    const [title = ""] = document.head.split("\n");
    expect(title).toContain("&lt;b&gt;@\u200bteam #\u200b \\*x\\*");
    expect(title.length).toBeLessThan(200);
  });

  test("an apply that stopped tells what is live, what failed and why", () => {
    const text = fit(
      applyDocument(overview, SUBJECT, {
        done: [{ address: "t.a", action: "create" }],
        failed: ["t.b"],
        error: {
          reason: "apply-failed",
          message: "boom",
          fix: "mend it",
          detail: "line 1\n```\nline 2",
        },
      }),
      65_000,
    );
    expect(text).toContain("❌ **boom**");
    expect(text).toContain("Applied before it failed: 1 change. They are live.");
    expect(text).toContain("#### 1 change failed\n\n- `t.b`");
    expect(text).toContain("````\nline 1\n```\nline 2\n````");
  });

  test("a plan that failed tells reason and fix", () => {
    const text = fit(
      failureDocument(
        { reason: "plan-failed", message: "no", fix: "yes", detail: undefined },
        SUBJECT,
      ),
      65_000,
    );
    expect(text).toContain("❌ **no**\n\n**Fix:** yes");
    expect(text).toContain("run 7, attempt 2");
  });
});
