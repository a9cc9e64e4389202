// Generates plans whose differences can all be recognised in a report: each name and each text occurs only once in a
// plan. The property test uses them, and test/fault/plans.ts uses many more of them.
import type { Json, Marks, Plan, ResourceChange } from "../../actions/lib/terraform/plan-json.ts";
import { overviewOf } from "../../actions/plan-and-comment/src/changes/overview.ts";
import { planDocument } from "../../actions/plan-and-comment/src/report/documents.ts";
import { fit } from "../../actions/plan-and-comment/src/report/fit.ts";
import fc from "./fast-check.ts";

/** Characters that a reader cannot see, or that break a line. */
const UNSEEN = ["", "\u200b", "\u00a0", "\ufeff", "\u00ad", "\u2028", "\n", "\t", "\r", "\u202e"];

type Shape =
  | { kind: "text"; length: number; lines: number; unseen: string }
  | { kind: "blank" }
  | { kind: "list"; items: Shape[] }
  | { kind: "map"; members: Shape[] }
  | { kind: "null" };

const { shape } = fc.letrec<{ shape: Shape; leaf: Shape }>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      kind: fc.constant("text" as const),
      length: fc.constantFrom(0, 0, 0, 90, 300, 4_000),
      lines: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 120),
      unseen: fc.constantFrom(...UNSEEN),
    }),
    fc.constant<Shape>({ kind: "blank" }),
    fc.constant<Shape>({ kind: "null" }),
  ),
  shape: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.record({
      kind: fc.constant("list" as const),
      items: fc.array(tie("shape"), { maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant("map" as const),
      members: fc.array(tie("shape"), { maxLength: 5 }),
    }),
  ),
}));

/** What happens to one member of a value. */
type Fate = "kept" | "changed" | "gone" | "new" | "unknown" | "sensitive";

const member = fc.record({
  before: shape,
  after: shape,
  fate: fc.constantFrom<Fate>("kept", "changed", "changed", "gone", "new", "unknown", "sensitive"),
});

type Member = typeof member extends fc.Arbitrary<infer T> ? T : never;

const unknownMember = member.map((one): Member => ({ ...one, fate: "unknown" }));
const shortMember = fc.constant<Member>({
  before: { kind: "text", length: 0, lines: 0, unseen: "" },
  after: { kind: "text", length: 0, lines: 0, unseen: "" },
  fate: "changed",
});

const ACTIONS = [["create"], ["update"], ["delete"], ["delete", "create"], ["create", "delete"]];

const parts = fc.record({
  resources: fc.array(
    fc.record({
      actions: fc.constantFrom(...ACTIONS),
      members: fc.oneof(
        { weight: 30, arbitrary: fc.array(member, { minLength: 1, maxLength: 20 }) },
        // More members than a comment lists by name, and more than it has lines for.
        { weight: 2, arbitrary: fc.array(unknownMember, { minLength: 13, maxLength: 30 }) },
        { weight: 1, arbitrary: fc.array(shortMember, { minLength: 410, maxLength: 420 }) },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  outputs: fc.array(member, { maxLength: 3 }),
  drift: fc.array(fc.array(member, { minLength: 1, maxLength: 5 }), { maxLength: 2 }),
});

export interface Scenario {
  plan: Plan;
  /** What the complete report has to name: names of attributes that differ, and texts that occur on one side only. */
  wanted: string[];
  /** Values that no report may show. */
  secrets: string[];
}

/** Builds values from shapes. It never uses a text or a name twice. */
class Builder {
  readonly wanted: string[] = [];
  readonly secrets: string[] = [];
  #number = 0;

  name(): string {
    this.#number += 1;
    return `n${this.#number}x`;
  }

  /** Returns a value. @param texts gets every text of the value, as a report writes it */
  value(one: Shape, texts: string[]): Json {
    switch (one.kind) {
      case "null":
        return null;
      case "blank":
        return "";
      case "list":
        return one.items.map((item) => this.value(item, texts));
      case "map":
        return Object.fromEntries(
          one.members.map((inner) => [this.name(), this.value(inner, texts)]),
        );
      case "text": {
        const text = this.name();
        texts.push(text);
        // The difference is at the end of a long text.
        return `${"line\n".repeat(one.lines)}${"=".repeat(one.length)}${one.unseen}${text}`;
      }
    }
  }

  /** Adds one member to the sides of a change, as its fate says. */
  add(sides: Sides, { before, after, fate }: Member): void {
    const name = this.name();
    const texts: string[] = [];
    const wantTexts = () => this.wanted.push(...texts);
    const value = (one: Shape) => (fate === "sensitive" ? this.secret() : this.value(one, texts));
    const [hasBefore, hasAfter] = [sides.before !== null, sides.after !== null];
    if (fate === "kept") {
      const kept = this.value(before, texts);
      if (hasBefore) sides.before = { ...sides.before, [name]: kept };
      if (hasAfter) sides.after = { ...sides.after, [name]: kept };
      if (hasBefore && hasAfter) return;
      if (kept !== null) this.wanted.push(name);
      wantTexts();
      return;
    }
    const old = hasBefore && fate !== "new" ? value(before) : undefined;
    const next = hasAfter && fate !== "gone" && fate !== "unknown" ? value(after) : undefined;
    if (old !== undefined) sides.before = { ...sides.before, [name]: old };
    if (next !== undefined) sides.after = { ...sides.after, [name]: next };
    if (fate === "unknown" && hasAfter) sides.unknown[name] = true;
    if (fate === "sensitive") sides.sensitive[name] = true;
    else wantTexts();
    const isUnknown = fate === "unknown" && hasAfter;
    const alone = !hasBefore || !hasAfter;
    // If an object is created or destroyed, a null attribute counts as absent.
    const nothing = alone ? (old ?? next ?? null) === null : same(old, next);
    if (isUnknown || !nothing) this.wanted.push(name);
  }

  secret(): string {
    const secret = `secret-${this.name()}`;
    this.secrets.push(secret);
    return secret;
  }
}

interface Sides {
  before: Record<string, Json> | null;
  after: Record<string, Json> | null;
  unknown: Record<string, Marks>;
  sensitive: Record<string, Marks>;
}

/**
 * Returns whether two values are equal. Texts and names are never used twice, so only values without them can be equal.
 */
const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : JSON.stringify(a) === JSON.stringify(b);

function changeOf(builder: Builder, actions: string[], members: Member[]): ResourceChange {
  const sides: Sides = {
    before: actions.join() === "create" ? null : {},
    after: actions.join() === "delete" ? null : {},
    unknown: {},
    sensitive: {},
  };
  for (const one of members) builder.add(sides, one);
  const name = builder.name();
  return {
    address: `aws_thing.${name}`,
    mode: "managed",
    type: "aws_thing",
    name,
    change: {
      actions,
      before: sides.before,
      after: sides.after,
      after_unknown: sides.unknown,
      before_sensitive: sides.sensitive,
      after_sensitive: sides.sensitive,
    },
  };
}

/** Generates any plan, with what its complete report has to name. */
export const scenario: fc.Arbitrary<Scenario> = parts.map(({ resources, outputs, drift }) => {
  const builder = new Builder();
  const plan: Plan = {
    format_version: "1.2",
    resource_changes: resources.map(({ actions, members }) => changeOf(builder, actions, members)),
    resource_drift: drift.map((members) =>
      changeOf(
        builder,
        ["update"],
        members.filter(({ fate }) => fate !== "unknown"),
      ),
    ),
    output_changes: Object.fromEntries(
      outputs.map(({ after }) => {
        const name = builder.name();
        const texts: string[] = [];
        const value = builder.value(after, texts);
        builder.wanted.push(name, ...texts);
        return [name, { actions: ["create"], before: null, after: value, after_unknown: false }];
      }),
    ),
  };
  return { plan, wanted: builder.wanted, secrets: builder.secrets };
});

const SUBJECT = {
  label: "dev",
  directory: "infra",
  tool: "Terraform 1.11.4",
  commit: "0123456789abcdef",
  run: { number: 1, attempt: 1, url: "https://github.com/o/r/actions/runs/1" },
};

/** Returns the complete report of a plan. */
export const wholeReport = (plan: Plan): string =>
  fit(
    planDocument(overviewOf(plan), SUBJECT, (text) => text),
    Number.MAX_SAFE_INTEGER,
    "whole",
  );

// All invisible characters, except the report's own line breaks and the zero-width spaces that stop GitHub from
// linking.
const INVISIBLE = /[\u200c-\u200f\u00a0\ufeff\u00ad\u2028-\u202e\r]/u;

/** Returns what is wrong with the complete report of a plan: differences that it hides, secrets that it shows. */
export function faultsOf({ wanted, secrets }: Scenario, report: string): string[] {
  const words = new Set(report.match(/n\d+x/g));
  return [
    ...wanted.filter((one) => !words.has(one)).map((one) => `hidden: ${one}`),
    ...secrets.filter((one) => report.includes(one)).map((one) => `shown: ${one}`),
    ...(INVISIBLE.test(report) ? ["an invisible character"] : []),
  ];
}
