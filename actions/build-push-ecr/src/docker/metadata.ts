import { toolError } from "../../../lib/runtime/errors.ts";

/** What buildx says of the image that it pushed. */
export interface Pushed {
  /** sha256:… of the manifest or index: what the tag resolves to. */
  digest: string;
  /** Media type of what the digest names; undefined when buildx does not say. */
  mediaType: string | undefined;
}

export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads the file of `--metadata-file`. The digest is `containerimage.digest`; `containerimage.config.digest` is the
 * image's id and no address in a registry.
 * @throws ActionError `no-digest` when the file does not name one
 */
export function readMetadata(text: string): Pushed {
  const metadata = parse(text);
  const digest = metadata["containerimage.digest"];
  if (typeof digest !== "string" || !DIGEST.test(digest))
    throw noDigest(
      `its containerimage.digest is ${digest === undefined ? "missing" : JSON.stringify(digest)}`,
    );
  const descriptor = metadata["containerimage.descriptor"] as { mediaType?: unknown } | undefined;
  const mediaType = descriptor?.mediaType;
  return { digest, mediaType: typeof mediaType === "string" ? mediaType : undefined };
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw noDigest(text.trim() === "" ? "it is empty" : "it is no JSON");
  }
  if (typeof value !== "object" || value === null) throw noDigest("it holds no object");
  return value as Record<string, unknown>;
}

const noDigest = (why: string) =>
  toolError({
    reason: "no-digest",
    message: `docker buildx ended well, but its metadata file names no digest: ${why}`,
    fix: "use buildx 0.10 or newer and a builder that can push; nothing is deployed without a digest",
  });
