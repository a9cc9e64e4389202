import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "./workflows/files.ts";
import { writeFiles } from "./write-files.ts";

/** Callers of the workflows, shaped like real repositories that do this job today. */
const CONSUMERS = "test/fixtures/consumers";

export interface Consumer {
  /** Path of the repository's folder. */
  directory: string;
  remove(): void;
}

/**
 * Creates a repository like examples/fleet whose only workflow is a file of test/fixtures/consumers.
 * @param name name of that file, without .yml
 * @param change edits the text of the workflow
 * @param files more files by path; they replace files of examples/fleet
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
