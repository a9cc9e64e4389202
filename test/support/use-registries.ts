import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import { startRegistry } from "../../rehearsal/registry/index.ts";
import type { Registry } from "../../rehearsal/registry/index.ts";

/** The registries to promote between, one of each for all tests of a file. */
export let source: Registry;
export let destination: Registry;
/** Folder for both. The source keeps its images in the subfolder `source`. */
export let directory = "";

/** Gives the tests of a file two registries to promote between. Closes them after the last test. */
export function useRegistries(): void {
  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "eks-registries-"));
    source = await startRegistry({ directory: path.join(directory, "source") });
    destination = await startRegistry({ directory: path.join(directory, "destination") });
  });
  afterAll(async () => {
    await Promise.all([source.close(), destination.close()]);
    rmSync(directory, { recursive: true });
  });
}
