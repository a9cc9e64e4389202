import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import { readIgnoreFile, withoutGitConfiguration } from "../docker/git-config.ts";
import type { ImageRequest } from "../images/requests.ts";
import { baseImagesOf } from "./base-images.ts";
import { readContextEntries } from "./context-files.ts";
import type { ContextEntry } from "./context-files.ts";
import { readIgnoreRules } from "./ignore-file.ts";
import { keyOf, partsOf, pinnedDigest } from "./key.ts";
import type { ContentKey } from "./key.ts";
import { NotComparable } from "./not-comparable.ts";

/** What decides about reuse, in addition to the image itself. */
export interface ReuseSettings {
  /** false: nothing is reused. */
  skipUnchanged: boolean;
  /** Milliseconds; undefined = an image never gets too old. */
  maxAge: number | undefined;
  /** Names of build arguments that do not count. */
  volatileBuildArgs: readonly string[];
  /** Any text: a new value rebuilds everything. */
  salt: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** What only docker knows. */
export interface DockerFacts {
  /** Returns the platform of images that name none. @throws NotComparable */
  defaultPlatform(): Promise<string>;
  /** Returns the digest that an image name stands for now. @throws NotComparable */
  digestOf(image: string): Promise<Digest>;
}

/** A key, and what the log should say about the files behind it. */
export interface ComputedKey extends ContentKey {
  /** The context contains git's own folder, which differs in each commit. */
  hasGitFolder: boolean;
}

/**
 * Computes the content key of an image. If something cannot be known before the build, the key is one that no other
 * image has, with the reason in `doubt`: then the image is built, never reused.
 * @throws ActionError `cancelled`
 */
export async function computeKey(
  request: ImageRequest,
  settings: ReuseSettings,
  docker: DockerFacts,
): Promise<ComputedKey> {
  try {
    if (!settings.skipUnchanged) throw new NotComparable("skip-unchanged is false");
    return await comparableKey(request, settings, docker);
  } catch (error) {
    if (error instanceof ActionError) throw error;
    const doubt = error instanceof NotComparable ? error.message : unreadable(error);
    const { name, repository } = request.image;
    const parts = new Map([["image name", JSON.stringify([name, repository, randomUUID()])]]);
    return { ...keyOf(parts, doubt), hasGitFolder: false };
  }
}

async function comparableKey(
  { image, context, file }: ImageRequest,
  { maxAge, volatileBuildArgs, salt, now }: ReuseSettings,
  docker: DockerFacts,
): Promise<ComputedKey> {
  const { name, repository, target, buildArgs } = image;
  const dockerfile = readFileSync(file);
  const ignoreFile = readIgnoreFile(context, file);
  const platforms = image.platforms.length > 0 ? image.platforms : [await docker.defaultPlatform()];
  const images = baseImagesOf(dockerfile.toString(), { target, buildArgs, platforms });
  const bases = await Promise.all(
    images.map(
      async (base) => [base, pinnedDigest(base) ?? (await docker.digestOf(base))] as const,
    ),
  );
  const ignored = withoutGitConfiguration(ignoreFile?.toString() ?? "");
  const entries = readContextEntries(context, readIgnoreRules(ignored));
  const counted = Object.entries(buildArgs).filter(([key]) => !volatileBuildArgs.includes(key));
  const parts = partsOf({
    name,
    repository,
    entries,
    dockerfile,
    ignoreFile,
    target,
    platforms,
    buildArgs: Object.fromEntries(counted),
    bases: new Map(bases),
  });
  if (salt !== "") parts.set("content-key-salt", salt);
  // A period instead of the image's own age: an immutable content tag cannot be moved to a newer image.
  if (maxAge !== undefined) parts.set("max-age", `${maxAge}, ${Math.floor(now / maxAge)}`);
  return { ...keyOf(parts), hasGitFolder: hasGitFolder(entries) };
}

const hasGitFolder = (entries: readonly ContextEntry[]): boolean =>
  // In a submodule, .git is a file that is the same in each commit.
  entries.some(({ path: name }) => /(?:^|\/)\.git\//.test(name));

const unreadable = (error: unknown): string =>
  `the build context cannot be read: ${messageOf(error)}`;
