import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import type { Found } from "../../engines/engine.ts";
import { openSite } from "./site.ts";
import type { Site } from "./site.ts";

/** The site, one for all tests of a file. */
export let site: Site;
/** Folder for the data of the site and for the files of the tests. */
export let directory = "";

/**
 * Gives the tests of a `describe` a site, and closes it after them.
 * @param found the engines; undefined: the tests are skipped
 */
export function useSite(found: Record<"buildkit" | "registry", Found> | undefined): void {
  beforeAll(async () => {
    if (found === undefined) return;
    directory = mkdtempSync(path.join(tmpdir(), "eks-images-"));
    site = await openSite(found, directory);
  });
  afterAll(async () => {
    await site.close();
    rmSync(directory, { recursive: true, force: true });
  });
}
