import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readTexts } from "../base/texts.ts";
import { causeOf } from "../base/usage-error.ts";
import { isProvided } from "../runner/builtin/provided.ts";
import { isMap, parse, parseDocument } from "yaml";
import { SETTINGS_FILE } from "./read.ts";
import { withChoice } from "./remember.ts";
import { settingsTemplate, usedNames, type UsedNames } from "./template.ts";

/** What the world contains without a settings file. */
interface Known {
  variables: Readonly<Record<string, string>>;
  /** Repositories whose actions and workflows exist in the world. */
  repositories: readonly string[];
}

/**
 * Writes the settings file of a repository whose workflows use undefined names. An existing file is kept. If it only
 * contains choices of workflows, these are kept, and the rest is written before them.
 * @returns a sentence about what was written, or could not be written; undefined if no file is needed
 */
export function writeFirstSettings(source: string, known: Known): string | undefined {
  const file = path.join(source, SETTINGS_FILE);
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (existsSync(file) && !hasOnlyChoices(before)) return undefined;
  const used = usedNames(workflowTexts(source), (uses) => isProvided(uses, known.repositories));
  const names = { ...used, roles: used.roles.filter((arn) => !isOfEnvironment(source, arn)) };
  if (!isNeeded(names, known)) return undefined;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, withChoices(settingsTemplate(names), before));
  } catch (error) {
    return `${SETTINGS_FILE} cannot be written (${causeOf(error)}), so these have no values: ${counted(names)}`;
  }
  return `${SETTINGS_FILE} was created with example values, because the workflows use ${counted(names)}. Replace the examples by your values`;
}

const hasOnlyChoices = (text: string): boolean => {
  const { contents } = parseDocument(text);
  return isMap(contents) && contents.items.map(({ key }) => String(key)).join() === "workflows";
};

/** Makes a first settings file that keeps the choices of an existing file. */
function withChoices(template: string, before: string): string {
  const { workflows = {} } = (parse(before) ?? {}) as { workflows?: Record<string, string> };
  return Object.entries(workflows).reduce(
    (text, [key, file]) => withChoice(text, key, file),
    template,
  );
}

/** The secret of a repository that reaches its cluster with a kubeconfig. --real kubernetes creates it. */
const GIVEN_SECRET = "KUBECONFIG";

const isNeeded = ({ variables, secrets, roles, actions }: UsedNames, known: Known): boolean =>
  [...secrets.filter((name) => name !== GIVEN_SECRET), ...roles, ...actions].length > 0 ||
  variables.some((name) => !Object.hasOwn(known.variables, name));

function counted({ variables, secrets, roles, actions }: UsedNames): string {
  const parts = Object.entries({ variables, secrets, roles, "third-party actions": actions })
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind} (${names.join(", ")})`);
  return parts.join(" and ");
}

/** Returns whether an environment file names a role. The role then exists in the world. */
function isOfEnvironment(source: string, arn: string): boolean {
  const folder = path.join(source, "environments");
  if (!existsSync(folder)) return false;
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return Object.values(readTexts(folder, files)).some((text) => text.includes(arn));
}

/** Returns the texts of a repository's workflows and actions. */
function workflowTexts(source: string): string[] {
  const folder = path.join(source, ".github");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /^(workflows|actions)[/\\].*\.ya?ml$/.test(name))
    .sort();
  return Object.values(readTexts(folder, files));
}
