import { digestOf, pushBlob, send, type RegistryClient } from "./client.ts";

export const TYPES = {
  docker: "application/vnd.docker.distribution.manifest.v2+json",
  dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
  oci: "application/vnd.oci.image.manifest.v1+json",
  ociIndex: "application/vnd.oci.image.index.v1+json",
} as const;

export interface Image {
  mediaType: string;
  manifest: string;
  digest: string;
  config: Buffer;
  layer: Buffer;
}

const descriptor = (mediaType: string, bytes: Buffer) => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});

/** Returns an image with one layer. The same text gives the same digests. */
export function imageOf(
  text: string,
  mediaType: string = TYPES.oci,
  further: Record<string, unknown> = {},
): Image {
  const layer = Buffer.from(text);
  const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", text }));
  const oci = mediaType === TYPES.oci;
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: descriptor(
      oci
        ? "application/vnd.oci.image.config.v1+json"
        : "application/vnd.docker.container.image.v1+json",
      config,
    ),
    layers: [
      descriptor(
        oci
          ? "application/vnd.oci.image.layer.v1.tar+gzip"
          : "application/vnd.docker.image.rootfs.diff.tar.gzip",
        layer,
      ),
    ],
    ...further,
  });
  return { mediaType, manifest, digest: digestOf(manifest), config, layer };
}

/** Returns an index of these images. */
export function indexOf(images: readonly Image[], mediaType: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType,
    manifests: images.map(({ mediaType: type, manifest }) => ({
      ...descriptor(type, Buffer.from(manifest)),
      platform: { architecture: "amd64", os: "linux" },
    })),
  });
}

export function putManifest(
  client: RegistryClient,
  repository: string,
  reference: string,
  manifest: string,
  mediaType: string,
): Promise<Response> {
  const request = { headers: { "content-type": mediaType }, body: manifest };
  return send(client, "PUT", `/v2/${repository}/manifests/${reference}`, request);
}

/** Pushes an image with its blobs. @throws Error with the refusal if the registry refuses */
export async function pushImage(
  client: RegistryClient,
  repository: string,
  reference: string,
  image: Image,
): Promise<Response> {
  await pushBlob(client, repository, image.layer);
  await pushBlob(client, repository, image.config);
  return putManifest(client, repository, reference, image.manifest, image.mediaType);
}
