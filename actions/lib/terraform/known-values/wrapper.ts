import { own } from "../values.ts";
import { itemsIn, textOf } from "./items.ts";
import { UNKNOWN } from "./reduce.ts";

/** A variable of a root module, as its files declare it. */
export interface RootVariable {
  name: string;
  /** Its attributes as they are written; those that count here. */
  attributes: ReadonlyMap<string, string>;
}

/** Attributes that decide how a value is read and where it may go. */
const PASSED_ON = ["type", "sensitive", "ephemeral"];

/** The variables that files declare. An override file adds to what another one declares. */
export function rootVariablesIn(texts: readonly string[]): RootVariable[] {
  const found = new Map<string, Map<string, string>>();
  for (const text of texts)
    for (const { name, labels, body } of itemsIn(text)) {
      const [variable] = labels;
      if (name !== "variable" || variable === undefined || body === undefined) continue;
      const attributes = found.get(variable) ?? new Map<string, string>();
      for (const inner of itemsIn(text, body))
        if (inner.value !== undefined) attributes.set(inner.name, textOf(text, inner.value));
      found.set(variable, attributes);
    }
  return [...found].map(([name, attributes]) => ({ name, attributes }));
}

/** What is known of the variables' values. */
interface Known {
  /** Names of those that have a value now. */
  given: ReadonlySet<string>;
  /** Whether a variable may get its value later; others without one keep their default. */
  later: (name: string) => boolean;
  /** What is known of such a value, as an expression with UNKNOWN in it. */
  partly: Readonly<Record<string, string>>;
}

/**
 * A root module that calls the reduced workspace, so that a variable of it can be unknown: the tool asks for a value of
 * every variable of a root module.
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
