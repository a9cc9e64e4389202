import type { ContextEntry } from "./context.ts";
import type { Instruction } from "./dockerfile.ts";
import { blob, descriptor, jsonBlob, packLayer } from "./layer.ts";
import type { Blob } from "./layer.ts";
import { packStage } from "./stage.ts";

export interface ImageRequest {
  instructions: readonly Instruction[];
  context: readonly ContextEntry[];
  buildArgs: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  target: string | undefined;
  /** At least one. Several platforms produce an index. */
  platforms: readonly string[];
  say: (text: string) => void;
}

/** Everything to push, in an order that a registry accepts. */
export interface Image {
  blobs: Blob[];
  /** One manifest for each platform. */
  manifests: Blob[];
  /** The manifest of the only platform, or the index. */
  root: Blob;
  /** Config of the first platform. */
  config: Blob;
}

const OCI = "application/vnd.oci.image";

/**
 * Makes an OCI image from the files that COPY names and the settings in the Dockerfile. The same content always gives
 * the same digest: the image contains nothing about the time or the machine.
 */
export async function packImage(request: ImageRequest): Promise<Image> {
  const parts = [];
  for (const platform of request.platforms) parts.push(await packPlatform(request, platform));
  const manifests = parts.map(({ manifest }) => manifest);
  const [first] = parts;
  if (first === undefined) throw new Error("an image needs a platform");
  return {
    blobs: parts.flatMap(({ config, layer }) => [config, layer]),
    manifests,
    root: parts.length === 1 ? first.manifest : indexOf(parts),
    config: first.config,
  };
}

interface Part {
  platform: { os: string; architecture: string; variant?: string };
  config: Blob;
  layer: Blob;
  manifest: Blob;
}

async function packPlatform(request: ImageRequest, name: string): Promise<Part> {
  const { instructions, context, buildArgs, labels, target, say } = request;
  const stage = packStage(instructions, context, { buildArgs, target, platform: name, say });
  const { diffId, ...layer } = await packLayer(stage.files);
  const [os = "", architecture = "", variant] = name.split("/");
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  const config = jsonBlob(`${OCI}.config.v1+json`, {
    created: EPOCH,
    ...platform,
    config: { ...stage.config, Labels: { ...stage.config.Labels, ...labels } },
    rootfs: { type: "layers", diff_ids: [diffId] },
    history: [
      {
        created: EPOCH,
        created_by: "docker stand-in: COPY of the build context",
        comment: `without the files of ${stage.base}`,
      },
    ],
  });
  const manifest = jsonBlob(`${OCI}.manifest.v1+json`, {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: descriptor(config),
    layers: [descriptor(layer)],
    annotations: { "org.opencontainers.image.base.name": stage.base },
  });
  return { platform, config, layer: blob(layer.mediaType, layer.bytes), manifest };
}

const EPOCH = "1970-01-01T00:00:00Z";

const indexOf = (parts: readonly Part[]): Blob =>
  jsonBlob(`${OCI}.index.v1+json`, {
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests: parts.map(({ manifest, platform }) => ({ ...descriptor(manifest), platform })),
  });
