import { RegistryError } from "./errors.ts";

/** What a manifest needs to be in the repository with it, and what it says of itself. */
export interface ManifestFacts {
  mediaType: string;
  /** Config and layers. Layers that live elsewhere (`urls`) are not asked for. */
  blobs: string[];
  /** Children of an index. */
  manifests: string[];
  subject?: string;
  artifactType?: string;
  annotations?: Record<string, string>;
  /** Bytes of config and layers, as the manifest says. */
  imageSize: number;
}

export const MEDIA_TYPES = {
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
  ociManifest: "application/vnd.oci.image.manifest.v1+json",
  ociIndex: "application/vnd.oci.image.index.v1+json",
} as const;

const IMAGES: string[] = [MEDIA_TYPES.dockerManifest, MEDIA_TYPES.ociManifest];
const INDEXES: string[] = [MEDIA_TYPES.dockerList, MEDIA_TYPES.ociIndex];

interface Descriptor {
  mediaType?: string;
  digest: string;
  size?: number;
  urls?: string[];
}

interface ManifestJson {
  schemaVersion?: number;
  mediaType?: string;
  artifactType?: string;
  annotations?: Record<string, string>;
  config?: Descriptor;
  layers?: Descriptor[];
  manifests?: Descriptor[];
  subject?: Descriptor;
}

/**
 * Reads a manifest or index.
 * @param contentType of the request; "" = take the manifest's own word
 * @throws RegistryError MANIFEST_INVALID
 */
export function readManifest(bytes: Buffer, contentType: string): ManifestFacts {
  const manifest = parse(bytes);
  const mediaType = contentType.split(";")[0]?.trim() || (manifest.mediaType ?? "");
  const invalid = (problem: string) => new RegistryError("MANIFEST_INVALID", problem);
  if (manifest.schemaVersion !== 2) throw invalid("manifest invalid: schemaVersion must be 2");
  if (manifest.mediaType !== undefined && manifest.mediaType !== mediaType)
    throw invalid(`manifest invalid: it is ${manifest.mediaType}, Content-Type is ${mediaType}`);
  const facts = {
    mediaType,
    ...(manifest.subject && { subject: manifest.subject.digest }),
    ...(manifest.annotations && { annotations: manifest.annotations }),
  };
  if (INDEXES.includes(mediaType)) {
    const manifests = descriptors(manifest.manifests, "manifests").map(({ digest }) => digest);
    const type = manifest.artifactType && { artifactType: manifest.artifactType };
    return { ...facts, ...type, blobs: [], manifests, imageSize: 0 };
  }
  if (!IMAGES.includes(mediaType)) throw invalid(`manifest invalid: unknown type ${mediaType}`);
  const [config] = descriptors(manifest.config && [manifest.config], "config");
  const layers = descriptors(manifest.layers, "layers");
  // The type of an artifact without its own field is that of its config (distribution spec, listing referrers).
  const artifactType = manifest.artifactType ?? config?.mediaType;
  const local = layers.filter(({ urls = [] }) => urls.length === 0);
  return {
    ...facts,
    ...(artifactType !== undefined && { artifactType }),
    blobs: [...(config ? [config.digest] : []), ...local.map(({ digest }) => digest)],
    manifests: [],
    imageSize: [...(config ? [config] : []), ...layers].reduce((sum, d) => sum + (d.size ?? 0), 0),
  };
}

function parse(bytes: Buffer): ManifestJson {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new RegistryError("MANIFEST_INVALID", "manifest invalid: it is no JSON");
  }
  if (typeof value !== "object" || value === null)
    throw new RegistryError("MANIFEST_INVALID", "manifest invalid: it is no JSON object");
  return value;
}

function descriptors(list: Descriptor[] | undefined, field: string): Descriptor[] {
  if (!Array.isArray(list) || list.some((item) => typeof item.digest !== "string"))
    throw new RegistryError("MANIFEST_INVALID", `manifest invalid: ${field} is missing or broken`);
  return list;
}
