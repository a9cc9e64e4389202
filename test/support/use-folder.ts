import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "@jest/globals";

/** Makes an empty folder for the tests of a file or of a `describe`. Removes it after the last test. */
export function useFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "eks-pipeline-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
