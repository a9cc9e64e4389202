import { createHash } from "node:crypto";
import type { Digest } from "../../../lib/image-reference.ts";
import { isPossibleSecret } from "../docker/arguments.ts";
import type { ContextEntry } from "./context-files.ts";

/** Everything that makes an image what it is, except the values of secrets. */
export interface ImageContent {
  name: string;
  repository: string;
  entries: readonly ContextEntry[];
  dockerfile: Buffer;
  /** Undefined = there is none. */
  ignoreFile: Buffer | undefined;
  target: string | undefined;
  platforms: readonly string[];
  /** Without the build arguments that do not count. */
  buildArgs: Readonly<Record<string, string>>;
  /** By the name that the Dockerfile uses. */
  bases: ReadonlyMap<string, Digest>;
}

/** Images with equal keys are the same image. */
export interface ContentKey {
  /** sha256 in hexadecimal. */
  hash: string;
  /** What the key is made of: for each part, by the name that people know, the start of a hash. */
  parts: Readonly<Record<string, string>>;
  /** Why no other image can have this key. Undefined = another image can. */
  doubt: string | undefined;
}

/** Raise it if the key would otherwise stay equal although builds produce something else. */
const SCHEMA = 1;

/** How docker's arguments shape the image (docker/arguments.ts). */
const OUTPUT = "image, no provenance, no sbom";

/** Returns the parts of a key, by name, as text. */
export function partsOf(content: ImageContent): Map<string, string> {
  const { name, repository, entries, dockerfile, ignoreFile, target, platforms } = content;
  const files = entries.map(({ path, type, mode, content: text }) => [path, type, mode, text]);
  const parts = new Map([
    ["schema", String(SCHEMA)],
    ["output", OUTPUT],
    ["image name", JSON.stringify([name, repository])],
    ["files", JSON.stringify(files)],
    ["Dockerfile", hashOf(dockerfile)],
    ["ignore file", ignoreFile === undefined ? "" : hashOf(ignoreFile)],
    ["target", target ?? ""],
    ["platforms", [...new Set(platforms)].sort().join(",")],
  ]);
  for (const [argument, value] of Object.entries(content.buildArgs))
    parts.set(`build argument ${argument}`, value);
  for (const [image, digest] of content.bases) parts.set(`base image ${image}`, digest);
  return parts;
}

/** Computes the key of the parts. Their order does not count. */
export function keyOf(parts: ReadonlyMap<string, string>, doubt?: string): ContentKey {
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    hash: hashOf(JSON.stringify(sorted)),
    parts: Object.fromEntries(
      sorted
        .filter(([name]) => isShown(name))
        .map(([name, text]) => [name, hashOf(text).slice(0, 8)]),
    ),
    doubt,
  };
}

/**
 * Returns whether a label may show the part. A hash of a short secret would reveal it to everybody who may pull the
 * image.
 */
function isShown(name: string): boolean {
  const [, argument] = /^build argument (.*)$/.exec(name) ?? [];
  return argument === undefined || !isPossibleSecret(argument);
}

const hashOf = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Returns the digest that a reference such as node@sha256:… contains. */
export const pinnedDigest = (image: string): Digest | undefined =>
  /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] as Digest | undefined;
