import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "./workflows/files.ts";
import { writeFiles } from "./write-files.ts";

/** Callers in the shapes of repositories that do this job today. */
const CONSUMERS = "test/fixtures/consumers";

export interface Consumer {
  /** Folder of the repository. */
  directory: string;
  remove(): void;
}

/**
 * A repository like examples/fleet whose only workflow is one of test/fixtures/consumers.
 * @param name of the file, without .yml
 * @param change edits the workflow's text
 * @param files further files by path; they replace those of examples/fleet
 */
export function createConsumer(
  name: string,
  change: (text: string) => string = (text) => text,
  files: Readonly<Record<string, string>> = {},
): Consumer {
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-consumer-"));
  cpSync(path.join(ROOT, "examples/fleet"), directory, { recursive: true });
  const workflows = path.join(directory, ".github/workflows");
  rmSync(workflows, { recursive: true });
  mkdirSync(workflows);
  const text = readFileSync(path.join(ROOT, CONSUMERS, `${name}.yml`), "utf8");
  writeFileSync(path.join(workflows, "deploy.yml"), change(text));
  writeFiles(directory, files);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
