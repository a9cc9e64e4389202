import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { javascriptActions } from "./javascript-actions.ts";

const CORPUS = path.join(import.meta.dirname, "corpus");

/** The event that every workflow of the corpus gets. */
export const EVENT = {
  ref: "refs/heads/main",
  head_commit: { message: "a message" },
  commits: [{ author: { name: "octocat" } }],
};
export const SECRETS = { WORD: "secret-word" };
export const VARIABLES = { REGION: "eu-west-1" };
export const INPUTS = { given: "by hand" };

/**
 * Returns the names of the corpus. A name is a file, or a folder with main.yml, other workflows, and actions in
 * folders.
 */
export const names = (): string[] =>
  readdirSync(CORPUS)
    .map((name) => name.replace(/\.yml$/, ""))
    .sort();

/** Returns the files of a repository by path, with the workflow at .github/workflows/main.yml. */
export function filesOf(name: string): Record<string, string> {
  const entries = readdirSync(CORPUS, { withFileTypes: true });
  const folder = entries.find((entry) => entry.isDirectory() && entry.name === name);
  const files: Record<string, string> = { ...javascriptActions };
  if (folder === undefined) files[WORKFLOW] = read(`${name}.yml`);
  else
    for (const file of readdirSync(path.join(CORPUS, name), { recursive: true, encoding: "utf8" }))
      if (file.endsWith(".yml"))
        files[file.includes(path.sep) ? file : `.github/workflows/${file}`] = read(
          `${name}/${file}`,
        );
  return files;
}

export const WORKFLOW = ".github/workflows/main.yml";

const read = (file: string): string => readFileSync(path.join(CORPUS, file), "utf8");

export const eventOf = (files: Readonly<Record<string, string>>): "push" | "workflow_dispatch" =>
  files[WORKFLOW]?.includes("workflow_dispatch:") === true ? "workflow_dispatch" : "push";
