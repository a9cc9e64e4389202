import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import type { Found } from "../../engines/engine.ts";
import { openSite } from "./site.ts";
import type { Site } from "./site.ts";

/** One for all tests of a file. */
export let site: Site;
/** Where the site keeps what it stores, and the tests what they write. */
export let directory = "";

/**
 * Gives the tests of a `describe` a site; it is closed behind them.
 * @param found undefined: the tests are skipped
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
