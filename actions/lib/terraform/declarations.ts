import type { ConfigurationFile } from "./configuration-files.ts";
import { literalsIn, literalsOf, parseHcl } from "./hcl.ts";
import type { Block, Token } from "./hcl.ts";
import { membersOf, parseOrNull } from "./json-syntax.ts";
import { leaves } from "./secrets.ts";

/** What the files of a root module declare. */
export interface Declarations {
  /** Names of all variables. */
  variables: Set<string>;
  /** Names of the outputs that are not sensitive, and of those that are. */
  outputs: { open: Set<string>; sensitive: Set<string> };
  /** Names of variables that are sensitive or ephemeral. */
  secretVariables: Set<string>;
  /** Names of those that are ephemeral. */
  ephemeralVariables: Set<string>;
  /** Default values of the secret variables. */
  defaults: string[];
  /** Types and names of everything that is declared: the words of addresses. */
  names: Set<string>;
}

/** A block in either syntax. */
interface Declared {
  type: string;
  labels: readonly string[];
  /** Whether `sensitive` or `ephemeral` is true. */
  secret: boolean;
  ephemeral: boolean;
  /** Texts and numbers of its default value, and of defaults inside its type: `optional(string, "value")`. */
  defaults: readonly string[];
}

/**
 * Reads the declarations of configuration files. Broken parts are skipped: the tool explains them better. A variable is
 * secret if one of its blocks says so, because an override file adds to what another file declares.
 */
export function declarationsIn(files: readonly ConfigurationFile[]): Declarations {
  const declared = files.flatMap(({ name, text }) =>
    name.endsWith(".json") ? [...declaredInJson(text)] : parseHcl(text).blocks.map(declaredInHcl),
  );
  const nameOf = ({ labels }: Declared) => labels[0] ?? "";
  const namesOf = (of: readonly Declared[]) => new Set(of.map(nameOf));
  const variables = declared.filter(({ type }) => type === "variable");
  const outputs = declared.filter(({ type }) => type === "output");
  const secretVariables = namesOf(variables.filter(({ secret }) => secret));
  const sensitive = namesOf(outputs.filter(({ secret }) => secret));
  return {
    variables: namesOf(variables),
    outputs: { open: namesOf(outputs.filter((one) => !sensitive.has(nameOf(one)))), sensitive },
    secretVariables,
    ephemeralVariables: namesOf(variables.filter(({ ephemeral }) => ephemeral)),
    defaults: variables
      .filter((one) => secretVariables.has(nameOf(one)))
      .flatMap(({ defaults }) => defaults),
    names: new Set(declared.flatMap(({ type, labels }) => [type, ...labels])),
  };
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
    ephemeral: isTrue("ephemeral"),
    defaults: [
      ...literalsIn(attributes.get("default") ?? []),
      ...(type === "variable" ? literalsOfType(attributes.get("type") ?? []) : []),
    ],
  };
};

/** Returns the defaults in a type. A type may be one text: in the JSON syntax, and in the form of Terraform 0.11. */
const literalsOfType = (expression: readonly Token[]): string[] =>
  expression.length === 1 && expression[0]?.kind === "text"
    ? literalsOf(expression[0].value)
    : literalsIn(expression);

/**
 * Reads the declarations of a file in the JSON syntax: a block is an object, or a list of objects.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
function* declaredInJson(text: string): Generator<Declared> {
  for (const [type, blocks] of membersOf(parseOrNull(text)))
    for (const [label, body] of membersOf(blocks)) {
      const isTrue = (name: string) =>
        membersOf(body).some(
          ([member, value]) => member === name && (value === true || value === "true"),
        );
      const values = membersOf(body).filter(([member]) => member === "default");
      const types = membersOf(body).filter(([member]) => type === "variable" && member === "type");
      // The name of a resource is one level below the type.
      const names =
        type === "resource" || type === "data" ? membersOf(body).map(([one]) => one) : [];
      yield {
        type,
        labels: [label, ...names],
        secret: isTrue("sensitive") || isTrue("ephemeral"),
        ephemeral: isTrue("ephemeral"),
        defaults: [
          ...values.flatMap(([, value]) => [...leaves(value)]),
          ...types.flatMap(([, value]) => (typeof value === "string" ? literalsOf(value) : [])),
        ],
      };
    }
}

/** Returns the values of some variables in a variable file of either syntax. */
export function valuesIn(file: string, text: string, variables: ReadonlySet<string>): string[] {
  if (file.endsWith(".json"))
    return membersOf(parseOrNull(text))
      .filter(([name]) => variables.has(name))
      .flatMap(([, value]) => [...leaves(value)]);
  return [...parseHcl(text).attributes]
    .filter(([name]) => variables.has(name))
    .flatMap(([, expression]) => literalsIn(expression));
}
