import { createRequire } from "node:module";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isBundled } from "../base/bundled.ts";

/** Returns the command that starts the stand-in: the bundle's file, or the sources. */
const ownProgram = (): string[] =>
  isBundled
    ? [process.execPath, path.join(import.meta.dirname, "docker.js")]
    : [process.execPath, ...typeScriptOptions(), path.join(import.meta.dirname, "main.ts")];

/**
 * Writes an executable `docker` that is the stand-in. If no engine answers, put the folder first on PATH.
 * @param directory is created if it is missing
 * @param words program and arguments that start the stand-in
 * @returns the absolute path of the folder with the executable
 */
export async function installDockerStandIn(
  directory: string,
  words: readonly string[] = ownProgram(),
): Promise<string> {
  const bin = path.resolve(directory);
  await mkdir(bin, { recursive: true });
  const launcher = `#!/bin/sh\nexec ${words.map(quote).join(" ")} "$@"\n`;
  await writeFile(path.join(bin, "docker"), launcher, { mode: 0o755 });
  return bin;
}

/** Node 22.18 and later run TypeScript natively, which starts faster; Node 20 needs tsx. */
function typeScriptOptions(): string[] {
  const native = (process.features as { typescript?: unknown }).typescript === "strip";
  if (native) return ["--disable-warning=ExperimentalWarning"];
  const tsx = createRequire(import.meta.url).resolve("tsx");
  return ["--import", pathToFileURL(tsx).href];
}

const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
