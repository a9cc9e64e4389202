import { describe, expect, test } from "@jest/globals";
import { parseJson } from "../../actions/lib/terraform/json.ts";
import type { Json } from "../../actions/lib/terraform/json.ts";
import { canonicalText } from "../../actions/lib/terraform/plan-digest/canonical.ts";
import { comparePlans } from "../../actions/lib/terraform/plan-digest/compare.ts";
import { digestOf } from "../../actions/lib/terraform/plan-digest/digest.ts";
import {
  manifestText,
  parseManifest,
} from "../../actions/lib/terraform/plan-digest/manifest-file.ts";
import { manifestOf } from "../../actions/lib/terraform/plan-digest/manifest.ts";
import { parsePlan } from "../../actions/lib/terraform/plan-json.ts";
import type { Plan, ResourceChange } from "../../actions/lib/terraform/plan-json.ts";
import { anyText } from "../support/any-text.ts";
import fc from "../support/fast-check.ts";
import { KEY, bindingTo } from "../support/plan-digest.ts";

const binding = bindingTo("k");
const show = (text: string) => text;
const manifest = (plan: Plan) => manifestOf(plan, KEY, show);
const digest = (plan: Plan) => digestOf(manifest(plan), binding, KEY);

const SECRET = "s3cr3t-n3v3r-sh0wn";
const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  anyText({ maxLength: 8 }),
  fc.constantFrom("__proto__", "toString", "a.b", "[0]", "\ud800", "\ufffd", "é", "e\u0301", "\n"),
);
const value = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(text, tie("json"), { maxKeys: 4 }),
  ),
})).json;
const object = fc.dictionary(text, value, { maxKeys: 5 });

const change = (index: number): fc.Arbitrary<ResourceChange> =>
  fc
    .record({
      actions: fc.constantFrom<string[]>(["create"], ["update"], ["delete"], ["delete", "create"]),
      before: object,
      after: object,
      name: text,
    })
    .map(({ actions, before, after, name }) => ({
      address: `t.x[${JSON.stringify(`${index} ${name}`)}]`,
      mode: "managed",
      type: "t",
      name: "x",
      change: {
        actions,
        before: actions[0] === "create" ? null : before,
        after: actions.join() === "delete" ? null : { ...after, sealed: SECRET },
        after_sensitive: { sealed: true },
      },
    }));

const plan: fc.Arbitrary<Plan> = fc
  .record({
    changes: fc.tuple(change(0), change(1), change(2)),
    outputs: fc.dictionary(text, value, { maxKeys: 3 }),
    variables: fc.dictionary(text, value, { maxKeys: 3 }),
  })
  .map(({ changes, outputs, variables }) => ({
    format_version: "1.2",
    resource_changes: changes,
    output_changes: Object.fromEntries(
      Object.entries(outputs).map(([name, after]) => [
        name,
        { actions: ["create"], before: null, after },
      ]),
    ),
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, given]) => [name, { value: given }]),
    ),
  }));

/** Returns the same JSON with the members of each object, and the changes of the plan, in another order. */
function shuffled(json: unknown, order: () => number): unknown {
  const mix = <T>(items: T[]): T[] =>
    items
      .map((item) => [order(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  const within = (one: unknown): unknown => {
    if (Array.isArray(one)) return (one as unknown[]).map(within);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(
      mix(Object.entries(one)).map(([name, inner]) => [name, within(inner)]),
    );
  };
  const whole = within(json) as { resource_changes: unknown[] };
  return { ...whole, resource_changes: mix(whole.resource_changes) };
}

describe("equal plans have equal digests", () => {
  test("in any order of members and changes (P-E 95)", () => {
    fc.assert(
      fc.property(plan, fc.infiniteStream(fc.nat()), (one, numbers) => {
        const other = shuffled(one, () => numbers.next().value as number);
        expect(digest(parsePlan(JSON.stringify(other)))).toBe(digest(one));
      }),
    );
  });

  test("when they are read back from a file", () => {
    fc.assert(
      fc.property(plan, (one) => {
        const made = manifest(one);
        const written = digestOf(made, binding, KEY);
        const read = parseManifest(manifestText(made, written, binding));
        expect(digestOf(read.manifest, binding, KEY)).toBe(written);
        expect(comparePlans(read.manifest, made)).toStrictEqual([]);
      }),
    );
  });
});

describe("another plan has another digest", () => {
  test("whatever is added; the comparison names its address", () => {
    fc.assert(
      fc.property(plan, fc.nat(2), text, value, (one, at, name, added) => {
        const other = structuredClone(one);
        const target = other.resource_changes?.[at];
        const after = target?.change.after as Record<string, Json> | null | undefined;
        fc.pre(target !== undefined && after !== null && after !== undefined && added !== null);
        fc.pre(!Object.hasOwn(after, name));
        const before = target.change.before as Record<string, Json> | null;
        fc.pre(before === null || !Object.hasOwn(before, name));
        Object.defineProperty(after, name, { value: added, enumerable: true });
        const expected = manifest(one);
        const actual = manifest(other);
        expect(digest(other)).not.toBe(digest(one));
        expect(comparePlans(expected, actual).map(({ address }) => address)).toStrictEqual([
          target.address,
        ]);
      }),
    );
  });

  test("when a sensitive value differs; the value is shown nowhere (P-E 94)", () => {
    fc.assert(
      fc.property(plan, text, (one, secret) => {
        fc.pre(secret !== SECRET);
        const written = JSON.stringify(one);
        const other = parsePlan(written.replaceAll(`"${SECRET}"`, () => JSON.stringify(secret)));
        const holds = written.includes(SECRET);
        expect(digest(other) === digest(one)).toBe(!holds);
        expect(JSON.stringify(manifest(one))).not.toContain(SECRET);
      }),
    );
  });
});

test("a canonical text contains the complete value", () => {
  fc.assert(
    fc.property(value, (one) => {
      const written = JSON.stringify(one);
      expect(JSON.parse(canonicalText(one)) as unknown).toStrictEqual(JSON.parse(written));
      expect(canonicalText(parseJson(written))).toBe(canonicalText(one));
    }),
  );
});
