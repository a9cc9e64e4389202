import { describe, expect, test } from "@jest/globals";
import { JsonError, Numeral, parseJson } from "../../actions/lib/terraform/json.ts";
import type { Change, Json, Plan, ResourceChange } from "../../actions/lib/terraform/plan-json.ts";
import { align } from "../../actions/plan-and-comment/src/changes/align.ts";
import { overviewOf } from "../../actions/plan-and-comment/src/changes/overview.ts";
import { stringify } from "../../actions/lib/terraform/values.ts";
import { fit } from "../../actions/plan-and-comment/src/report/fit.ts";
import {
  applyDocument,
  planDocument,
} from "../../actions/plan-and-comment/src/report/documents.ts";
import { anyText } from "../support/any-text.ts";
import { expectHarmless, onShownPage, outerFolds } from "../support/shown-page.ts";
import fc from "../support/fast-check.ts";

/** Hides nothing: no value is registered as a secret. */
const redact = (text: string) => text;

const SECRET = "s3cr3t-n3v3r-sh0wn";

// Texts that attack Markdown, and texts of any characters, including lone surrogates.
const hostile = fc.constantFrom(
  "```\n# out",
  "~~~~",
  "``````",
  "</details>",
  "</summary><img src=x onerror=alert(1)>",
  "<!-- eks-pipeline:plan {} -->",
  "-->",
  "@octocat",
  "@org/team",
  "fixes #123",
  "GH-1",
  "| a | b |",
  "\r\n- [ ] item\n",
  "\u202eabc",
  "👩‍👩‍👧‍👦".repeat(40),
  "Plan: 99 to add",
  "\ud800",
  "x".repeat(3000),
);
const text = fc.oneof(hostile, anyText({ maxLength: 60 }), fc.string({ maxLength: 40 }));
const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const body = fc.dictionary(
  text,
  fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }), fc.dictionary(text, scalar, { maxKeys: 3 })),
  { maxKeys: 5 },
) as fc.Arbitrary<Record<string, Json>>;

/** Adds a sensitive member to each object, next to its hostile members. */
const sealed = (value: Record<string, Json>): Record<string, Json> => ({
  ...value,
  sealed: SECRET,
});

const change: fc.Arbitrary<ResourceChange> = fc
  .record({
    actions: fc.constantFrom<string[]>(
      ["create"],
      ["update"],
      ["delete"],
      ["delete", "create"],
      ["no-op"],
      ["new"],
    ),
    before: body,
    after: body,
    key: text,
    previous: fc.option(text, { nil: undefined }),
    reason: fc.option(text, { nil: undefined }),
    deposed: fc.option(text, { nil: undefined }),
  })
  .map(({ actions, before, after, key, previous, reason, deposed }) => ({
    address: `t.x[${JSON.stringify(key)}]${key}`,
    ...(previous === undefined ? {} : { previous_address: previous }),
    ...(reason === undefined ? {} : { action_reason: reason }),
    ...(deposed === undefined ? {} : { deposed }),
    mode: "managed" as const,
    type: "t",
    name: "x",
    change: {
      actions,
      before: actions.includes("create") ? null : sealed(before),
      after: actions.includes("delete") ? null : { ...sealed(after), sealed: `${SECRET}2` },
      before_sensitive: { sealed: true },
      after_sensitive: { sealed: true },
    } satisfies Change,
  }));

const plan: fc.Arbitrary<Plan> = fc
  .record({
    changes: fc.array(change, { maxLength: 8 }),
    drift: fc.array(change, { maxLength: 2 }),
    outputs: fc.dictionary(text, body, { maxKeys: 3 }),
    message: text,
  })
  .map(({ changes, drift, outputs, message }) => ({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: changes,
    resource_drift: drift,
    output_changes: Object.fromEntries(
      Object.entries(outputs).map(([name, after]) => [
        name,
        { actions: ["update"], before: null, after },
      ]),
    ),
    deferred_changes: changes.map((one) => ({ reason: message, resource_change: one })),
    action_invocations: [
      {
        address: message,
        config_values: { [message]: message, sealed: SECRET },
        config_sensitive: { sealed: true },
        lifecycle_action_trigger: {
          triggering_resource_address: message,
          action_trigger_event: message,
        },
      },
    ],
    checks: [
      {
        address: { to_display: `check.${message}` },
        status: "fail",
        instances: [{ status: "fail", problems: [{ message }] }],
      },
    ],
  }));

const subject = (label: string) => ({
  label,
  directory: label,
  tool: "Terraform 1.11.4",
  commit: "0123456789abcdef",
  run: { number: 1, attempt: 1, url: "https://github.com/o/r/actions/runs/1" },
});

function check(markdown: string, bytes: number): void {
  expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(bytes);
  expect(markdown.isWellFormed()).toBe(true);
  expect(markdown).not.toContain(SECRET);
  onShownPage(markdown.replaceAll("&dollar;", ""), (page) => {
    expectHarmless(page);
    outerFolds(page);
  });
}

describe("a report of any plan", () => {
  test("is balanced, clean, within its size, and without a secret (P-E 4 to 10, 36)", () => {
    fc.assert(
      fc.property(plan, text, fc.integer({ min: 4_000, max: 70_000 }), (any, label, bytes) => {
        const overview = overviewOf(any);
        check(fit(planDocument(overview, subject(label), redact), bytes), bytes);
        check(fit(planDocument(overview, subject(label), redact), bytes, "whole"), bytes);
        check(fit(planDocument(overview, subject(label), redact), 1e9, "whole"), 1e9);
      }),
    );
  });

  test("of a failed apply is the same", () => {
    fc.assert(
      fc.property(plan, text, text, (any, message, detail) => {
        const outcome = {
          done: [{ address: message, action: detail }],
          failed: [detail],
          error: { reason: "apply-failed", message, fix: detail, detail },
        };
        check(fit(applyDocument(overviewOf(any), subject("x"), outcome, redact), 30_000), 30_000);
      }),
    );
  });
});

describe("JSON", () => {
  test("is read back from its text unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = JSON.stringify(value);
        expect(parseJson(written)).toStrictEqual(JSON.parse(written));
        expect(JSON.parse(stringify(parseJson(written)))).toStrictEqual(JSON.parse(written));
        expect(JSON.parse(stringify(parseJson(written), ""))).toStrictEqual(JSON.parse(written));
      }),
    );
  });

  test("keeps every integer (P-E 40)", () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        const parsed = parseJson(`[${value}]`) as (number | Numeral)[];
        expect(BigInt(stringify(parsed[0] as Json).replace(/e\+.*/, "") || 0)).toBe(
          stringify(parsed[0]).includes("e") ? expect.anything() : value,
        );
      }),
    );
  });

  test("that is broken is refused, for any text", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.string({ maxLength: 3 }), (value, at, noise) => {
        const whole = JSON.stringify(value);
        const cut = at % (whole.length + 1);
        const broken = whole.slice(0, cut) + noise;
        try {
          JSON.parse(broken);
        } catch {
          expect(() => parseJson(broken)).toThrow(JsonError);
        }
      }),
    );
  });
});

test("align names every index of both lists once, in order, and pairs equal ends", () => {
  const list = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 30 });
  fc.assert(
    fc.property(list, list, (before, after) => {
      const aligned = align(before, after);
      const indexes = (side: 0 | 1) => aligned.flatMap((pair) => pair[side] ?? []);
      expect(indexes(0)).toStrictEqual(before.map((_, at) => at));
      expect(indexes(1)).toStrictEqual(after.map((_, at) => at));
    }),
  );
});
