import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** The checkout. */
export const ROOT = path.resolve(import.meta.dirname, "../../..");

/** Folders that hold workflows: ours, those of the repositories that show how to call them, and callers of other shapes. */
const FOLDERS = [
  ".github/workflows",
  ...["fleet", "helm", "kubectl"].map((example) => `examples/${example}/.github/workflows`),
  "test/fixtures/consumers",
];

/** Every workflow, relative to the checkout. */
export const workflowFiles = (): string[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => `${folder}/${name}`),
  );

/** Every action.yml, relative to the checkout. */
export const actionFiles = (): string[] =>
  readdirSync(path.join(ROOT, "actions"))
    .map((name) => `actions/${name}/action.yml`)
    .filter((file) => existsSync(path.join(ROOT, file)));

export const textOf = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
