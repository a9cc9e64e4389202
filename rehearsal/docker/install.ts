import { createRequire } from "node:module";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Writes an executable `docker` that is the stand-in. Put the folder first on PATH where no engine answers.
 * @param directory is made when it is missing
 * @returns the folder with the executable in it, absolute
 */
export async function installDockerStandIn(directory: string): Promise<string> {
  const bin = path.resolve(directory);
  await mkdir(bin, { recursive: true });
  const words = [
    process.execPath,
    ...typeScriptOptions(),
    path.join(import.meta.dirname, "main.ts"),
  ];
  const launcher = `#!/bin/sh\nexec ${words.map(quote).join(" ")} "$@"\n`;
  await writeFile(path.join(bin, "docker"), launcher, { mode: 0o755 });
  return bin;
}

/** Node 22.18 and later run TypeScript by themselves, which starts faster; Node 20 needs tsx. */
function typeScriptOptions(): string[] {
  const native = (process.features as { typescript?: unknown }).typescript === "strip";
  if (native) return ["--disable-warning=ExperimentalWarning"];
  const tsx = createRequire(import.meta.url).resolve("tsx");
  return ["--import", pathToFileURL(tsx).href];
}

const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
