import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** Absolute path of the checkout. */
export const ROOT = path.resolve(import.meta.dirname, "../../..");

/** Folders that contain workflows: ours, those of the examples, and callers of other shapes. */
const FOLDERS = [
  ".github/workflows",
  ...["fleet", "helm", "kubectl"].map((example) => `examples/${example}/.github/workflows`),
  "test/fixtures/consumers",
];

/** Returns the path of every workflow, relative to the checkout. */
export const workflowFiles = (): string[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => `${folder}/${name}`),
  );

/** Returns the path of every action.yml, relative to the checkout. */
export const actionFiles = (): string[] =>
  readdirSync(path.join(ROOT, "actions"))
    .map((name) => `actions/${name}/action.yml`)
    .filter((file) => existsSync(path.join(ROOT, file)));

export const textOf = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
