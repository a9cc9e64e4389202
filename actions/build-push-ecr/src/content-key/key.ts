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
  /** Without those that do not count. */
  buildArgs: Readonly<Record<string, string>>;
  /** By the name that the Dockerfile uses. */
  bases: ReadonlyMap<string, Digest>;
}

/** Equal keys: the same image. */
export interface ContentKey {
  /** sha256 in hexadecimal. */
  hash: string;
  /** What it is made of, by the name that people know, each as the start of a hash. */
  parts: Readonly<Record<string, string>>;
  /** Why no other image can have this key. Undefined = one can. */
  doubt: string | undefined;
}

/** To be raised when the key would otherwise stay equal although builds give something else. */
const SCHEMA = 1;

/** What the arguments of docker decide about the form of the image (docker/arguments.ts). */
const OUTPUT = "image, no provenance, no sbom";

/** The parts of a key, by name, as text. */
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

/** The key of the parts. Their order does not count. */
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

/** A hash of a short secret would give it away to whoever may pull the image. */
function isShown(name: string): boolean {
  const [, argument] = /^build argument (.*)$/.exec(name) ?? [];
  return argument === undefined || !isPossibleSecret(argument);
}

const hashOf = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** The digest that a reference such as node@sha256:… states itself. */
export const pinnedDigest = (image: string): Digest | undefined =>
  /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] as Digest | undefined;
