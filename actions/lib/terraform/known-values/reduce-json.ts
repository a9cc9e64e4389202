import { Numeral } from "../json.ts";
import type { Json } from "../json.ts";
import { membersOf, parseOrNull } from "../json-syntax.ts";
import { LEFT_OUT, OWN_ARGUMENTS, UNKNOWN, isNearby } from "./reduce.ts";
import type { Options } from "./reduce.ts";
import { isKnowableTemplate } from "./references.ts";

/** Returns the new value of a member of a body; undefined = the member is left out. */
type Change = (name: string, value: Json) => Json | undefined;

/**
 * Does the same as `reduceFile` for a file in the JSON syntax.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function reduceJson(text: string, options: Options): string {
  const reduced = changeMembers(parseOrNull(text), (type, blocks) => {
    switch (type) {
      case "variable":
        return changeMembers(blocks, (_, body) => reducedVariable(body, options));
      case "locals":
        return changeMembers(blocks, (_, value) => unknownUnlessKnowable(value));
      case "module":
        return changeMembers(blocks, (_, call) => reducedCall(call, options));
      default:
        return undefined;
    }
  });
  return written(reduced);
}

/** Returns the sources of the local modules that a file in the JSON syntax calls. */
export const sourcesInJson = (text: string): string[] =>
  membersOf(parseOrNull(text))
    .filter(([type]) => type === "module")
    .flatMap(([, blocks]) => membersOf(blocks))
    .flatMap(([, call]) => sourceOf(call) ?? []);

const reducedVariable = (body: Json, { validates }: Options): Json =>
  changeMembers(body, (name, value) => {
    if (name !== "validation") return value;
    const rules = [value].flat().filter((rule) => validates && isKnowable(rule));
    return rules.length === 0 ? undefined : rules;
  });

/** Reduces a module call. Undefined = the module cannot be reduced, or the number of its instances is not known. */
function reducedCall(call: Json, { hasModule }: Options): Json | undefined {
  const source = sourceOf(call);
  const instances = membersOf(call).filter(([name]) => name === "for_each" || name === "count");
  if (source === undefined || !hasModule(source)) return undefined;
  if (!instances.every(([, value]) => isKnowable(value))) return undefined;
  return changeMembers(call, (name, value) => {
    if (LEFT_OUT.has(name)) return undefined;
    return OWN_ARGUMENTS.has(name) ? value : unknownUnlessKnowable(value);
  });
}

function sourceOf(call: Json): string | undefined {
  const [, source] = membersOf(call).find(([name]) => name === "source") ?? [];
  return typeof source === "string" && isNearby(source) ? source : undefined;
}

const unknownUnlessKnowable = (value: Json): Json => (isKnowable(value) ? value : `\${${UNKNOWN}}`);

/**
 * Returns whether a value depends only on known values. Every text in a value is a template, and so are names of
 * members.
 */
function isKnowable(value: Json): boolean {
  if (typeof value === "string") return isKnowableTemplate(value);
  if (Array.isArray(value)) return value.every(isKnowable);
  return membersOf(isNumeral(value) ? null : value).every(
    ([name, member]) => isKnowableTemplate(name) && isKnowable(member),
  );
}

/** Changes the members of a body. A body is an object, or a list of objects. */
function changeMembers(body: Json, change: Change): Json {
  if (Array.isArray(body)) return body.map((one) => changeMembers(one, change));
  if (typeof body !== "object" || body === null || isNumeral(body)) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const changed = change(name, value);
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
}

const isNumeral = (value: Json): value is Numeral => value instanceof Numeral;

/** Returns a value as JSON; numbers keep their digits. */
function written(value: Json): string {
  if (isNumeral(value)) return value.digits;
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value as Record<string, Json>);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join(",")}}`;
}
