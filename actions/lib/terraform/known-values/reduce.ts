import { textToken } from "../hcl.ts";
import { itemsIn, textOf } from "./items.ts";
import type { Item, Stretch } from "./items.ts";
import { isKnowable } from "./references.ts";

/**
 * An expression that is unknown in a plan, has any type, and needs no provider: the tools do not evaluate `timestamp()`
 * in a plan.
 */
export const UNKNOWN = "jsondecode(timestamp())";

/** Arguments of a module call that are not variables of the module. */
export const OWN_ARGUMENTS: ReadonlySet<string> = new Set(["source", "for_each", "count"]);
export const LEFT_OUT: ReadonlySet<string> = new Set([
  "version",
  "providers",
  "depends_on",
  "lifecycle",
]);

export interface Options {
  /** false = variables accept every value of their type. */
  validates: boolean;
  /** Returns whether the module of a call can be reduced too; otherwise the call is left out. */
  hasModule: (source: string) => boolean;
}

/**
 * Returns a configuration file that contains nothing that needs a provider, a state or another file: only variables,
 * locals and calls of modules. Everything that depends on anything else is unknown, so the tool skips the validations
 * that depend on it. Lines keep their numbers.
 */
export function reduceFile(text: string, options: Options): string {
  const edits = itemsIn(text).flatMap((item) => editsOf(text, item, options));
  return applyEdits(text, edits);
}

/** Returns the sources of the local modules that a file calls. */
export const sourcesIn = (text: string): string[] =>
  itemsIn(text).flatMap((item) => {
    const source = item.name === "module" ? sourceOf(text, item) : undefined;
    return source === undefined ? [] : [source];
  });

type Edit = Stretch & { text: string };

function editsOf(text: string, item: Item, options: Options): Edit[] {
  switch (item.name) {
    case "variable":
      return bodyOf(text, item)
        .filter((inner) => inner.name === "validation" && !isKept(text, inner, options))
        .map((inner) => leaveOut(text, inner));
    case "locals":
      return bodyOf(text, item).flatMap((inner) => unknownUnlessKnowable(text, inner));
    case "module":
      return editsOfCall(text, item, options);
    default:
      return [leaveOut(text, item)];
  }
}

const isKept = (text: string, validation: Item, { validates }: Options): boolean =>
  validates && isKnowable(textOf(text, validation.body ?? validation));

function editsOfCall(text: string, call: Item, { hasModule }: Options): Edit[] {
  const inner = bodyOf(text, call);
  const source = sourceOf(text, call);
  const instances = inner.filter(({ name }) => name === "for_each" || name === "count");
  const isCalled =
    source !== undefined &&
    hasModule(source) &&
    instances.every(({ value }) => value !== undefined && isKnowable(textOf(text, value)));
  if (!isCalled) return [leaveOut(text, call)];
  return inner.flatMap((one) => {
    if (LEFT_OUT.has(one.name) || one.value === undefined) return [leaveOut(text, one)];
    return OWN_ARGUMENTS.has(one.name) ? [] : unknownUnlessKnowable(text, one);
  });
}

/** Returns the source of a call; undefined if it is not a local path. */
function sourceOf(text: string, call: Item): string | undefined {
  const source = bodyOf(text, call).find(({ name }) => name === "source")?.value;
  const [, raw] = /^"([^"]*)"$/.exec(source === undefined ? "" : textOf(text, source)) ?? [];
  if (raw === undefined) return undefined;
  const { kind, value } = textToken(raw);
  return kind === "text" && isNearby(value) ? value : undefined;
}

/**
 * Returns whether a module's source is a local path.
 * https://developer.hashicorp.com/terraform/language/modules/sources#local-paths
 */
export const isNearby = (source: string): boolean => /^\.\.?\//.test(source);

const bodyOf = (text: string, { body }: Item): Item[] =>
  body === undefined ? [] : itemsIn(text, body);

function unknownUnlessKnowable(text: string, { value }: Item): Edit[] {
  if (value === undefined || isKnowable(textOf(text, value))) return [];
  return [{ ...value, text: `(${UNKNOWN}${linesOf(textOf(text, value))})` }];
}

const leaveOut = (text: string, { start, end }: Stretch): Edit => ({
  start,
  end,
  text: linesOf(text.slice(start, end)),
});

const linesOf = (text: string): string => text.replaceAll(/[^\n]/g, "");

function applyEdits(text: string, edits: readonly Edit[]): string {
  let [result, at] = ["", 0];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
