import { existsSync } from "node:fs";
import path from "node:path";
import { openAll } from "../base/opened.ts";
import { UsageError } from "../base/usage-error.ts";
import { StoredImages, startEcrProxy, type Registry } from "../registry/index.ts";
import type { RealPart } from "./parts.ts";
import { ENGINES, startProgram } from "./program.ts";
import type { RunningRegistry, StorageOptions } from "./protocol.ts";

const PROGRAM = path.join(ENGINES, "serve-registry.ts");

/** The folder of docker-registry inside a registry's folder. Its name shows which registry wrote the data. */
const STORAGE = "docker-registry";

/**
 * Checks the registry of a kept world. Its images are in one registry, the embedded one or docker-registry, and it must
 * continue with the same registry.
 * @param directory of the kept world
 * @throws UsageError if its images are in the other registry
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
 * Starts a docker-registry behind a proxy that acts as ECR. The content that an earlier registry left in `directory` is
 * available again.
 * @param directory where its images are stored
 * @throws UsageError if the engine is not on this machine, or does not start
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
