import { fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { differences } from "../changes/difference.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { groupInstances } from "../changes/instances.ts";
import type { Counted, Overview } from "../changes/overview.ts";
import { addressList } from "./address-list.ts";
import { briefLines } from "./brief.ts";
import type { Item, Section } from "./document.ts";
import { noiseSection } from "./drift-noise.ts";
import { entryItem } from "./entry.ts";
import { foldDifferences } from "./fold.ts";
import { createdFold } from "./created.ts";
import { LazyItem } from "./item.ts";
import type { Form } from "./merged.ts";
import { KINDS, VALUE_STAYS } from "./notes.ts";
import {
  actionSections,
  checkSection,
  deferredSection,
  driftSection,
  unknownCheckSection,
} from "./sections.ts";
import { HTML, count, elide, oneLine, plural } from "./text.ts";
import { causeNotes } from "./values.ts";

/** Maximum number of entries that are shown without folds. */
const OPEN_ENTRIES = 15;
/** Maximum number of instances of one block that count as one entry of a small plan. */
const MOST_INSTANCES = 20;
/** Maximum size of these entries together, in bytes. */
const OPEN_BYTES = 9_000;
/** Number of causes of replacements that have a fold of their own. */
const CAUSES = 2;
/** Number of in-place changes that stay open in a large plan: nothing else says what they are. */
const OPEN_CHANGES = 5;

/**
 * Returns the sections of a plan's comment. A small plan is open. A large plan is a list of all addresses and a few
 * folds: what is destroyed, what is replaced (by cause), what is changed, what is created, and the rest.
 */
export function commentSections(overview: Overview, redact: Redact): Section[] {
  const sections = hasFewEntries(overview) ? openSections(overview, redact) : undefined;
  const chosen =
    sections !== undefined && isSmall(sections) ? sections : largeSections(overview, redact);
  return chosen.map((section) => ({ ...section, only: "folded" }));
}

const hasFewEntries = ({ changes }: Overview): boolean => {
  let entries = 0;
  for (const list of Object.values(changes)) {
    if (list.length > OPEN_ENTRIES * MOST_INSTANCES) return false;
    entries += groupInstances(list).length;
  }
  return entries <= OPEN_ENTRIES;
};

const isSmall = (sections: readonly Section[]): boolean => {
  const items = sections.flatMap((section) => section.items);
  if (items.length > OPEN_ENTRIES) return false;
  const bytes = items.reduce((sum, { title, body }) => sum + title.length + body.length, 0);
  return bytes <= OPEN_BYTES;
};

const WORDS = new Map(KINDS.map(({ kind, words }) => [kind, words]));

const titleOf = (kind: Counted, number: number): string =>
  `${count(number)} ${WORDS.get(kind) ?? ""}`;

const kindSection = (kind: Counted, overview: Overview, redact: Redact): Section => ({
  title: titleOf(kind, overview.changes[kind].length),
  items: itemsOf(kind, overview.changes[kind], overview, redact),
  layout: "open",
});

const itemsOf = (
  kind: Counted,
  changes: readonly ResourceChange[],
  { causes }: Overview,
  redact: Redact,
  form: Form = "open",
): Item[] =>
  groupInstances(changes, ({ action_reason: reason = "" }) => reason).map((instances) =>
    entryItem(kind, instances, causes, redact, form),
  );

/** Shows everything without folds, the most important first. */
function openSections(overview: Overview, redact: Redact): Section[] {
  const [destroy, replace, unknown, ...others] = KINDS.map(({ kind }) =>
    kindSection(kind, overview, redact),
  ) as [Section, Section, Section, ...Section[]];
  const open = (section: Section): Section => ({ ...section, layout: "open" });
  return [
    ...[destroy, replace, unknown],
    open(checkSection(overview, redact)),
    ...others,
    { ...outputSection(overview, redact), layout: "open" },
    open(driftSection(overview, redact)),
    open(deferredSection(overview, redact)),
    ...actionSections(overview, redact).map(open),
    open(unknownCheckSection(overview)),
    noiseFold(overview, redact),
  ];
}

const fold = (section: Section): Section => ({ ...section, layout: "fold" });

/** Returns a list of all addresses, and at most ten folds. */
function largeSections(overview: Overview, redact: Redact): Section[] {
  const section = (kind: Counted) => kindSection(kind, overview, redact);
  const change = section("change");
  return [
    addressList(overview),
    fold(section("destroy")),
    ...replaceFolds(overview, redact),
    { ...checkSection(overview, redact), layout: "open" },
    change.items.length <= OPEN_CHANGES ? change : fold(change),
    createdFold(overview, redact),
    fold(outputSection(overview, redact)),
    fold(driftSection(overview, redact)),
    joined([
      ...(["unknown", "move", "import", "forget", "read"] as const).map(section),
      deferredSection(overview, redact),
      ...actionSections(overview, redact),
      unknownCheckSection(overview),
    ]),
    noiseFold(overview, redact),
  ];
}

/** Joins several kinds in one fold. Its title counts each kind. */
function joined(sections: readonly Section[]): Section {
  const there = sections.filter(({ items }) => items.length > 0);
  return {
    title: there.map(({ title }) => title).join(", "),
    items: there.flatMap(({ items }) => items),
    layout: "fold",
  };
}

/** Returns a fold for each of the causes that have the most followers, and one fold for all other replacements. */
function replaceFolds(overview: Overview, redact: Redact): Section[] {
  const groups = overview.causes.groups
    .filter(({ followers }) => followers.length > 0)
    .sort((a, b) => b.followers.length - a.followers.length)
    .slice(0, CAUSES);
  const shown = new Set<ResourceChange>();
  const folds = groups.map(({ root, followers }): Section => {
    const members = [root, ...followers];
    for (const one of members) shown.add(one);
    const cause = overview.causes.of(root);
    const why = cause === undefined ? [] : causeNotes(cause, HTML, redact);
    const because = `${HTML.code(root.address)} is${why.length > 0 ? `: ${why.join(", ")}` : ""}`;
    return {
      title: `${count(members.length)} to replace, because ${because}`,
      items: itemsOf("replace", members, overview, redact, "brief"),
      layout: "fold",
    };
  });
  const others = overview.changes.replace.filter((one) => !shown.has(one));
  const words =
    folds.length > 0
      ? `${count(others.length)} more to replace`
      : titleOf("replace", others.length);
  return [
    ...folds,
    { title: words, items: itemsOf("replace", others, overview, redact, "brief"), layout: "fold" },
  ];
}

/** Shows all outputs as one entry. */
function outputSection({ outputs }: Overview, redact: Redact): Section {
  const nameOf = (name: unknown): string => oneLine(elide(String(name)));
  const body = () => {
    const found = outputs.flatMap(({ name, change }) =>
      differences(change, "value").map((one) => ({ ...one, steps: [name, ...one.steps] })),
    );
    const { shown, computed } = foldDifferences(found, "output", "folded");
    const sides = (side: "before" | "after") =>
      Object.fromEntries(outputs.map(({ name, change }) => [name, change[side] ?? null]));
    const values = { before: sides("before"), after: sides("after") };
    const lines = briefLines(shown, values, redact).flatMap((one) => one.lines);
    const later = [...new Set(computed.map(({ steps }) => nameOf(steps[0])))];
    for (const { name, change } of outputs)
      if (differences(change, "value").length === 0)
        lines.push(`  ${nameOf(name)}: ${VALUE_STAYS}`);
    if (later.length > 0) lines.push(`  known after apply: ${later.join(", ")}`);
    return lines.length === 0 ? "" : fence(lines.join("\n"), "diff");
  };
  return {
    title: `${plural(outputs.length, "output")} to change`,
    items: outputs.length === 0 ? [] : [new LazyItem({ title: "", heading: "" }, body)],
  };
}

/** Returns a fold with what is not drift: by which rule, and how much. */
function noiseFold(overview: Overview, redact: Redact): Section {
  const { items } = noiseSection(overview, redact);
  const [item] = items;
  if (item === undefined) return { title: "", items: [] };
  const body = () => item.body;
  return {
    title: `Not counted as drift: ${item.title}`,
    items: [new LazyItem({ title: "", heading: "" }, body)],
    layout: "fold",
  };
}
