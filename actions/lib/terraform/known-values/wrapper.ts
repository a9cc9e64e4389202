import type { ConfigurationFile } from "../configuration-files.ts";
import { membersOf, parseOrNull } from "../json-syntax.ts";
import { own } from "../values.ts";
import { itemsIn, textOf } from "./items.ts";
import { UNKNOWN } from "./reduce.ts";

/** A variable of a root module as its files declare it. */
export interface RootVariable {
  name: string;
  /** Its attributes that matter here, as they are written. */
  attributes: ReadonlyMap<string, string>;
}

/** Attributes that decide how the tool reads a value and where the value may be used. */
const PASSED_ON = ["type", "sensitive", "ephemeral"];

type Named = Pick<ConfigurationFile, "name" | "text">;

/** Returns the variables that files declare. An override file adds to what another file declares. */
export function rootVariablesIn(files: readonly Named[]): RootVariable[] {
  const found = new Map<string, Map<string, string>>();
  for (const { name: file, text } of files)
    for (const [variable, attribute, value] of file.endsWith(".json")
      ? inJson(text)
      : inHcl(text)) {
      const attributes = found.get(variable) ?? new Map<string, string>();
      found.set(variable, attributes);
      if (attribute !== undefined) attributes.set(attribute, value);
    }
  return [...found].map(([name, attributes]) => ({ name, attributes }));
}

/** An attribute of a variable in HCL. A variable without any attribute has an entry too. */
type Attribute = [variable: string, attribute: string | undefined, value: string];

function* inHcl(text: string): Generator<Attribute> {
  for (const { name, labels, body } of itemsIn(text)) {
    const [variable] = labels;
    if (name !== "variable" || variable === undefined || body === undefined) continue;
    yield [variable, undefined, ""];
    for (const inner of itemsIn(text, body))
      if (inner.value !== undefined) yield [variable, inner.name, textOf(text, inner.value)];
  }
}

/** Reads variables in the JSON syntax, where a type is a text: "list(string)". */
function* inJson(text: string): Generator<Attribute> {
  const blocks = membersOf(parseOrNull(text)).filter(([type]) => type === "variable");
  for (const [variable, body] of blocks.flatMap(([, variables]) => membersOf(variables))) {
    yield [variable, undefined, ""];
    for (const [name, value] of membersOf(body))
      if (name !== "validation")
        yield [variable, name, typeof value === "string" ? value : JSON.stringify(value)];
  }
}

/** What is known about the variables' values. */
interface Known {
  /** Names of variables that have a value now. */
  given: ReadonlySet<string>;
  /** Returns whether a variable may get its value later; others without a value keep their default. */
  later: (name: string) => boolean;
  /** What is known about such a value, as an expression that contains UNKNOWN. */
  partly: Readonly<Record<string, string>>;
}

/**
 * Returns a root module that calls the reduced workspace, so that a variable of the workspace can be unknown: the tool
 * requires a value for every variable of a root module.
 * @param source of the reduced workspace
 */
export function wrapperOf(
  source: string,
  variables: readonly RootVariable[],
  { given, later, partly }: Known,
): string {
  const known = variables.filter(({ name }) => given.has(name));
  const unknown = variables.filter(
    ({ name, attributes }) => !given.has(name) && (later(name) || !attributes.has("default")),
  );
  const declarations = known.map(({ name, attributes }) => {
    const lines = PASSED_ON.flatMap((one) => {
      const value = attributes.get(one);
      return value === undefined ? [] : [`  ${one} = ${value}\n`];
    });
    return `variable "${name}" {\n${lines.join("")}}\n`;
  });
  const values = [
    ...known.map(({ name }) => `  ${name} = var.${name}\n`),
    ...unknown.map(({ name }) => `  ${name} = ${own(partly, name) ?? UNKNOWN}\n`),
  ];
  return `${declarations.join("\n")}\nmodule "workspace" {\n  source = ${JSON.stringify(source)}\n${values.join("")}}\n`;
}
