import { RegistryError } from "./errors.ts";

/** A manifest's type, and what must be in the repository before it. */
export interface ManifestFacts {
  mediaType: string;
  /** Config and layers, without layers that are stored elsewhere (`urls`). */
  blobs: string[];
  /** The manifests in an index. */
  manifests: string[];
  /** The manifest that it refers to: for example, a signature refers to the image that it signs. */
  subject?: string;
  /** The type that a list of referrers shows. */
  artifactType?: string;
  annotations?: Record<string, string>;
}

const MEDIA_TYPES = {
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
  ociManifest: "application/vnd.oci.image.manifest.v1+json",
  ociIndex: "application/vnd.oci.image.index.v1+json",
} as const;

const IMAGES: string[] = [MEDIA_TYPES.dockerManifest, MEDIA_TYPES.ociManifest];
const INDEXES: string[] = [MEDIA_TYPES.dockerList, MEDIA_TYPES.ociIndex];

interface Descriptor {
  mediaType?: string | undefined;
  digest: string;
  urls?: string[];
}

interface ManifestJson {
  schemaVersion?: number;
  mediaType?: string;
  config?: Descriptor;
  layers?: Descriptor[];
  manifests?: Descriptor[];
  subject?: Descriptor;
  artifactType?: string;
  annotations?: Record<string, string>;
}

/**
 * Reads a manifest or index.
 * @param contentType of the request; "" = use the type in the manifest
 * @throws RegistryError MANIFEST_INVALID
 */
export function readManifest(bytes: Buffer, contentType: string): ManifestFacts {
  const manifest = parse(bytes);
  const mediaType = contentType.split(";")[0]?.trim() || (manifest.mediaType ?? "");
  const invalid = (problem: string) => new RegistryError("MANIFEST_INVALID", problem);
  if (manifest.schemaVersion !== 2) throw invalid("manifest invalid: schemaVersion must be 2");
  if (manifest.mediaType !== undefined && manifest.mediaType !== mediaType)
    throw invalid(`manifest invalid: it is ${manifest.mediaType}, Content-Type is ${mediaType}`);
  if (INDEXES.includes(mediaType)) {
    const manifests = descriptors(manifest.manifests, "manifests").map(({ digest }) => digest);
    return { mediaType, blobs: [], manifests, ...referenceOf(manifest) };
  }
  if (!IMAGES.includes(mediaType)) throw invalid(`manifest invalid: unknown type ${mediaType}`);
  const config = descriptors(manifest.config && [manifest.config], "config");
  const layers = descriptors(manifest.layers, "layers");
  const local = layers.filter(({ urls = [] }) => urls.length === 0);
  const blobs = [...config, ...local].map(({ digest }) => digest);
  return { mediaType, blobs, manifests: [], ...referenceOf(manifest) };
}

/**
 * Returns the type that a manifest states, otherwise the OCI type that matches its content: OCI allows a manifest
 * without `mediaType`.
 */
export function guessType(bytes: Buffer): string {
  const { mediaType, manifests } = parse(bytes);
  return mediaType ?? (manifests === undefined ? MEDIA_TYPES.ociManifest : MEDIA_TYPES.ociIndex);
}

/** If there is no artifactType, the type of the config is used instead. */
function referenceOf({
  subject,
  artifactType,
  config,
  annotations,
}: ManifestJson): Pick<ManifestFacts, "subject" | "artifactType" | "annotations"> {
  if (subject === undefined) return {};
  const type = artifactType ?? config?.mediaType;
  return {
    subject: descriptors([subject], "subject")[0]?.digest ?? "",
    ...(type !== undefined && { artifactType: type }),
    ...(annotations !== undefined && { annotations }),
  };
}

function parse(bytes: Buffer): ManifestJson {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new RegistryError("MANIFEST_INVALID", "manifest invalid: it is not JSON");
  }
  if (typeof value !== "object" || value === null)
    throw new RegistryError("MANIFEST_INVALID", "manifest invalid: it is not a JSON object");
  return value;
}

function descriptors(list: Descriptor[] | undefined, field: string): Descriptor[] {
  if (!Array.isArray(list) || list.some((item) => typeof item.digest !== "string"))
    throw new RegistryError("MANIFEST_INVALID", `manifest invalid: ${field} is missing or broken`);
  return list;
}
