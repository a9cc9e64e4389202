import { parseDigest } from "../../../lib/image-reference.ts";
import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";

/** What buildx says about the image that it pushed. */
export interface Pushed {
  /** Digest of the manifest or index: what the tag resolves to. */
  digest: Digest;
}

/**
 * Reads the file of `--metadata-file`. The digest is `containerimage.digest`; `containerimage.config.digest` is the
 * image's id and not an address in a registry.
 * @throws ActionError `no-digest` if the file does not name one
 */
export function readMetadata(text: string): Pushed {
  const named = parse(text)["containerimage.digest"];
  const digest = parseDigest(named);
  if (digest === undefined)
    throw noDigest(
      `its containerimage.digest is ${named === undefined ? "missing" : JSON.stringify(named)}`,
    );
  return { digest };
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw noDigest(text.trim() === "" ? "it is empty" : "it is not JSON");
  }
  if (typeof value !== "object" || value === null) throw noDigest("it is not a JSON object");
  return value as Record<string, unknown>;
}

const noDigest = (why: string) =>
  new ActionError({
    reason: "no-digest",
    message: `docker buildx succeeded, but its metadata file names no digest: ${why}`,
    fix: "use buildx 0.10 or newer and a builder that can push; nothing is deployed without a digest",
  });
