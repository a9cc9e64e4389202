import { existsSync } from "node:fs";
import path from "node:path";
import { openAll } from "../base/opened.ts";
import { UsageError } from "../base/usage-error.ts";
import { StoredImages, startEcrProxy, type Registry } from "../registry/index.ts";
import type { RealPart } from "./parts.ts";
import { ENGINES, startProgram } from "./program.ts";
import type { RunningRegistry, StorageOptions } from "./protocol.ts";

const PROGRAM = path.join(ENGINES, "serve-registry.ts");

/** Folder of docker-registry in that of a registry, so that what is kept says whose it is. */
const STORAGE = "docker-registry";

/**
 * A kept world has its images in one registry, the embedded one or docker-registry, and goes on with that.
 * @param directory of the kept world
 * @throws UsageError when its images are in the other one
 */
export function checkKeptRegistry(directory: string, real: readonly RealPart[] = []): void {
  const registry = path.join(directory, "world/registry");
  const isReal = real.includes("registry");
  if (isReal && existsSync(path.join(registry, "repositories.json")))
    throw new UsageError(
      "--keep: the images of this world are in the embedded registry. Leave registry out of --real, or keep another world.",
    );
  if (!isReal && existsSync(path.join(registry, STORAGE)))
    throw new UsageError(
      "--keep: the images of this world are in docker-registry. Add --real registry, or keep another world.",
    );
}

/**
 * Starts a docker-registry with ECR's door in front. What an earlier one left in `directory` is there again.
 * @param directory where its images live
 * @throws UsageError when the engine is not on this machine, or does not start
 */
export async function startRealRegistry(directory: string): Promise<Registry> {
  const storage = path.join(directory, STORAGE);
  const given: StorageOptions = { storage };
  return openAll(async (opened) => {
    const program = await startProgram<RunningRegistry>({
      part: "registry",
      file: PROGRAM,
      given,
    });
    const { url } = opened.add(program).ready;
    const front = opened.add(await startEcrProxy(new StoredImages(url, storage)));
    return { ...front, close: () => opened.close() };
  });
}
