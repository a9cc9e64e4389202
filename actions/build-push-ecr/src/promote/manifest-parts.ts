import { parseDigest } from "../../../lib/image-reference.ts";
import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { readJsonObject } from "../../../lib/text/json.ts";
import type { Blob } from "../registry/blobs.ts";
import type { Manifest } from "../registry/manifests.ts";

/** What a manifest names. All of it has to be in the repository before the manifest. */
export interface Parts {
  /** Images of an index, including its attestations. */
  manifests: Digest[];
  /** Config and layers. */
  blobs: Blob[];
  /** Layers that have their own addresses (`urls`); a registry may hold them or not. */
  externalBlobs: Blob[];
}

export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

interface ManifestJson {
  schemaVersion?: unknown;
  mediaType?: unknown;
  config?: unknown;
  layers?: unknown;
  manifests?: unknown;
}

/**
 * Reads a manifest or index.
 * @throws ActionError `manifest-not-supported`
 */
export function partsOf(manifest: Manifest): Parts {
  const json = parse(manifest);
  if (json.schemaVersion !== 2)
    throw notSupported(
      manifest,
      json.schemaVersion === 1
        ? "it has schema 1, which registries no longer accept, and a copy would not keep its digest"
        : "it has no schemaVersion 2",
    );
  if (json.manifests !== undefined) {
    const manifests = list(json.manifests).map((one) => blobOf(one, manifest).digest);
    return { manifests, blobs: [], externalBlobs: [] };
  }
  if (json.config === undefined)
    throw notSupported(manifest, "it has neither config nor manifests");
  const layers = list(json.layers);
  const isExternal = (layer: unknown) =>
    list((layer as { urls?: unknown } | null)?.urls).length > 0;
  const local = [json.config, ...layers.filter((layer) => !isExternal(layer))];
  return {
    manifests: [],
    blobs: local.map((one) => blobOf(one, manifest)),
    externalBlobs: layers.filter(isExternal).map((one) => blobOf(one, manifest)),
  };
}

function parse(manifest: Manifest): ManifestJson {
  const object = readJsonObject(manifest.bytes.toString());
  if (object === undefined) throw notSupported(manifest, "it is not a JSON object");
  return object;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function blobOf(descriptor: unknown, manifest: Manifest): Blob {
  const { digest, size } = (descriptor ?? {}) as { digest?: unknown; size?: unknown };
  const parsed = parseDigest(digest);
  if (parsed === undefined || typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
    throw notSupported(
      manifest,
      `${JSON.stringify(digest ?? null)} of ${JSON.stringify(size ?? null)} bytes is not a sha256 digest and a size`,
    );
  return { digest: parsed, size };
}

export const notSupported = ({ digest, mediaType }: Manifest, why: string) =>
  new ActionError({
    reason: "manifest-not-supported",
    message: `the manifest ${digest} (${mediaType}) cannot be promoted: ${why}`,
    fix: "build the image again with a current Docker, BuildKit or other tool that writes OCI images",
  });
