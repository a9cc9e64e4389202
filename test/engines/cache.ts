import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { EngineProblem } from "./engine.ts";

/** What one cache entry holds and what it was made from. */
export interface Recipe {
  name: string;
  version: string;
  /** Texts that decide the result beside the version: go.sum, a requirements file, package names. */
  inputs: readonly string[];
  /** Files of the entry, relative, whose checksums are kept and compared whenever the entry is found. */
  programs: readonly string[];
  /** Free disk space in MiB that making it takes. */
  spaceMiB?: number;
}

interface Manifest {
  key: string;
  /** sha256 in hex by relative path. */
  programs: Record<string, string>;
}

const MANIFEST = ".manifest.json";

/**
 * Where engines are kept: `$EKS_PIPELINE_CACHE`, else the XDG cache directory, else `~/.cache`.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  // Relative paths are invalid by the specification, and would depend on the working directory.
  const chosen = [environment.EKS_PIPELINE_CACHE, environment.XDG_CACHE_HOME].find(
    (directory) => directory !== undefined && path.isAbsolute(directory),
  );
  return path.join(chosen ?? path.join(homedir(), ".cache"), "eks-pipeline", "engines");
}

/** `VERSION-HASH`; the hash covers the version, the inputs, the platform and the programs' names. */
export function entryKey(recipe: Recipe): string {
  const parts = [
    recipe.version,
    process.platform,
    process.arch,
    ...recipe.inputs,
    ...recipe.programs,
  ];
  const hash = createHash("sha256");
  // Lengths keep ["ab", "c"] apart from ["a", "bc"].
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return `${recipe.version}-${hash.digest("hex").slice(0, 16)}`;
}

function entryDirectory(recipe: Recipe, root = cacheRoot()): string {
  return path.join(root, recipe.name, entryKey(recipe));
}

/** The entry's directory when it is complete and its programs have the recorded checksums. */
export async function findEntry(recipe: Recipe, root = cacheRoot()): Promise<string | undefined> {
  const directory = entryDirectory(recipe, root);
  const manifest = await readManifest(directory);
  if (manifest?.key !== entryKey(recipe)) return undefined;
  for (const program of recipe.programs) {
    const actual = await sha256(path.join(directory, program)).catch(() => undefined);
    if (actual === undefined || actual !== manifest.programs[program]) return undefined;
  }
  return directory;
}

async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path.join(directory, MANIFEST), "utf8")) as Manifest;
  } catch {
    // Missing or half written: either way the entry does not count.
    return undefined;
  }
}

/**
 * The entry's directory; makes the entry first when it is not there.
 *
 * `build` fills a folder beside it, which gets its final name when every program is in it, so that a half-built entry is
 * never found. Two runs at once both build, and the second finds that the first was faster.
 *
 * @throws EngineProblem when the disk is too full or a promised program is missing
 */
export async function installEntry(
  recipe: Recipe,
  build: (directory: string) => Promise<void>,
  root = cacheRoot(),
): Promise<string> {
  const present = await findEntry(recipe, root);
  if (present !== undefined) return present;
  const directory = entryDirectory(recipe, root);
  const unfinished = await makeUnfinished(directory);
  try {
    await requireSpace(unfinished, recipe.spaceMiB ?? 50);
    await build(unfinished);
    await seal(recipe, unfinished);
    if ((await findEntry(recipe, root)) === undefined) {
      // What may be there is damaged: a changed program, an older manifest.
      await rm(directory, { recursive: true, force: true });
      await rename(unfinished, directory);
    }
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}

/** On the same file system as the entry, so that it can be renamed. */
async function makeUnfinished(directory: string): Promise<string> {
  try {
    await mkdir(path.dirname(directory), { recursive: true });
    return await mkdtemp(`${directory}.unfinished-`);
  } catch (error) {
    throw new EngineProblem(
      `${path.dirname(directory)} cannot be written (${(error as NodeJS.ErrnoException).code ?? "?"}): set EKS_PIPELINE_CACHE to a directory of yours`,
    );
  }
}

async function requireSpace(directory: string, wantedMiB: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const freeMiB = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMiB >= wantedMiB) return;
  throw new EngineProblem(
    `${freeMiB} MiB free in ${directory}, ${wantedMiB} needed: make room, or set EKS_PIPELINE_CACHE to a directory on a larger disk`,
  );
}

async function seal(recipe: Recipe, directory: string): Promise<void> {
  const programs: Record<string, string> = {};
  for (const program of recipe.programs) {
    try {
      programs[program] = await sha256(path.join(directory, program));
    } catch {
      throw new EngineProblem(
        `installing ${recipe.name} ${recipe.version} gave no ${program}; the package has another layout than expected`,
      );
    }
  }
  const manifest: Manifest = { key: entryKey(recipe), programs };
  await writeFile(path.join(directory, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
