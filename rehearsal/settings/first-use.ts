import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readTexts } from "../base/texts.ts";
import { causeOf } from "../base/usage-error.ts";
import { isProvided } from "../runner/builtin/provided.ts";
import { isMap, parse, parseDocument } from "yaml";
import { SETTINGS_FILE } from "./read.ts";
import { withChoice } from "./remember.ts";
import { settingsTemplate, usedNames, type UsedNames } from "./template.ts";

/** What the world has without a settings file. */
interface Known {
  variables: Readonly<Record<string, string>>;
  /** Repositories whose actions and workflows are there. */
  repositories: readonly string[];
}

/**
 * Writes the settings file of a repository whose workflows use names that nothing defines. One that is there stays,
 * unless all that it has is a choice of workflows: then that stays, and the rest comes before it.
 * @returns a sentence about what was written, or could not be; undefined when no file is needed
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

/** A first settings file with the choices of another one. */
function withChoices(template: string, before: string): string {
  const { workflows = {} } = (parse(before) ?? {}) as { workflows?: Record<string, string> };
  return Object.entries(workflows).reduce(
    (text, [key, file]) => withChoice(text, key, file),
    template,
  );
}

/** Of a repository that reaches its cluster by a kubeconfig: --real kubernetes makes it. */
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

/** Whether an environment file names a role: it is in the world then. */
function isOfEnvironment(source: string, arn: string): boolean {
  const folder = path.join(source, "environments");
  if (!existsSync(folder)) return false;
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return Object.values(readTexts(folder, files)).some((text) => text.includes(arn));
}

/** Text of the workflows and actions of a repository. */
function workflowTexts(source: string): string[] {
  const folder = path.join(source, ".github");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /^(workflows|actions)[/\\].*\.ya?ml$/.test(name))
    .sort();
  return Object.values(readTexts(folder, files));
}
