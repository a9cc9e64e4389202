import { literalsIn, parseHcl } from "./hcl.ts";
import type { Block } from "./hcl.ts";
import { parseJson } from "./json.ts";
import type { Json } from "./json.ts";
import { leaves } from "./secrets.ts";

/** What the files of a root module declare, as far as secrets are concerned. */
export interface Declarations {
  /** Names of variables that are sensitive or ephemeral. */
  secretVariables: Set<string>;
  /** Default values of those variables. */
  defaults: string[];
  /** Types and names of everything that is declared: the words of addresses. */
  names: Set<string>;
}

/** A block of either syntax. */
interface Declared {
  type: string;
  labels: readonly string[];
  /** `sensitive` or `ephemeral` is true. */
  secret: boolean;
  /** Texts and numbers of its default value. */
  defaults: readonly string[];
}

/**
 * Reads the declarations of configuration files. What is broken is passed over: the tool explains it better.
 * @param files texts by file name; those that end in .json are of the JSON syntax
 */
export function declarationsIn(files: ReadonlyMap<string, string>): Declarations {
  const found: Declarations = { secretVariables: new Set(), defaults: [], names: new Set() };
  for (const [file, text] of files)
    for (const { type, labels, secret, defaults } of file.endsWith(".json")
      ? declaredInJson(text)
      : parseHcl(text).blocks.map(declaredInHcl)) {
      for (const name of [type, ...labels]) found.names.add(name);
      if (type !== "variable" || !secret) continue;
      found.secretVariables.add(labels[0] ?? "");
      found.defaults.push(...defaults);
    }
  return found;
}

const declaredInHcl = ({ type, labels, attributes }: Block): Declared => {
  const isTrue = (name: string) => {
    const [token, ...more] = attributes.get(name) ?? [];
    return token?.value === "true" && more.length === 0;
  };
  return {
    type,
    labels,
    secret: isTrue("sensitive") || isTrue("ephemeral"),
    defaults: literalsIn(attributes.get("default") ?? []),
  };
};

/** https://developer.hashicorp.com/terraform/language/syntax/json: a block is an object, or a list of objects. */
function* declaredInJson(text: string): Generator<Declared> {
  for (const [type, blocks] of membersOf(parseOrNothing(text)))
    for (const [label, body] of membersOf(blocks)) {
      const isTrue = (name: string) =>
        membersOf(body).some(
          ([member, value]) => member === name && (value === true || value === "true"),
        );
      const values = membersOf(body).filter(([member]) => member === "default");
      // Of a resource the name stands one level below the type.
      const names =
        type === "resource" || type === "data" ? membersOf(body).map(([one]) => one) : [];
      yield {
        type,
        labels: [label, ...names],
        secret: isTrue("sensitive") || isTrue("ephemeral"),
        defaults: values.flatMap(([, value]) => [...leaves(value)]),
      };
    }
}

const membersOf = (value: Json): [string, Json][] => {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  return typeof value === "object" && value !== null
    ? Object.entries(value as Record<string, Json>)
    : [];
};

function parseOrNothing(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** Values of some variables in a variable file of either syntax. */
export function valuesIn(file: string, text: string, variables: ReadonlySet<string>): string[] {
  if (file.endsWith(".json"))
    return membersOf(parseOrNothing(text))
      .filter(([name]) => variables.has(name))
      .flatMap(([, value]) => [...leaves(value)]);
  return [...parseHcl(text).attributes]
    .filter(([name]) => variables.has(name))
    .flatMap(([, expression]) => literalsIn(expression));
}
