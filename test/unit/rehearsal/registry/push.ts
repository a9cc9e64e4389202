import { createHash } from "node:crypto";

export interface Pushed {
  digest: string;
  manifest: string;
  mediaType: string;
  layer: string;
}

export interface Push {
  url: string;
  authorization?: string;
  repository: string;
  tag: string;
  /** The only layer's content. */
  text: string;
}

export function sha256(data: string | Buffer): string {
  return `sha256:${createHash("sha256").update(data).digest("hex")}`;
}

export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Pushes a blob as a client without chunks does: POST, then PUT with the digest. */
export async function pushBlob(
  { url, repository, authorization }: Omit<Push, "tag" | "text">,
  bytes: Buffer,
): Promise<string> {
  const headers = { ...(authorization !== undefined && { authorization }) };
  const started = await fetch(`${url}/v2/${repository}/blobs/uploads/`, {
    method: "POST",
    headers,
  });
  if (started.status !== 202) throw new Error(`${started.status} ${await started.text()}`);
  const target = new URL(started.headers.get("location") ?? "");
  const digest = sha256(bytes);
  target.searchParams.set("digest", digest);
  const done = await fetch(target, { method: "PUT", headers, body: new Uint8Array(bytes) });
  if (done.status !== 201) throw new Error(`${done.status} ${await done.text()}`);
  return digest;
}

export async function putManifest(
  { url, repository, authorization }: Omit<Push, "tag" | "text">,
  reference: string,
  manifest: string,
  mediaType = MANIFEST,
): Promise<Response> {
  const headers = {
    ...(authorization !== undefined && { authorization }),
    "content-type": mediaType,
  };
  const target = `${url}/v2/${repository}/manifests/${reference}`;
  return fetch(target, { method: "PUT", headers, body: manifest });
}

/** Pushes an image of one layer. @throws Error `STATUS BODY` of the first refusal */
export async function pushImage(push: Push): Promise<Pushed> {
  const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", config: {} }));
  const layer = Buffer.from(push.text);
  const layerDigest = await pushBlob(push, layer);
  const configDigest = await pushBlob(push, config);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: {
      ...{ mediaType: "application/vnd.oci.image.config.v1+json" },
      ...{ digest: configDigest, size: config.length },
    },
    layers: [
      {
        ...{ mediaType: "application/vnd.oci.image.layer.v1.tar" },
        ...{ digest: layerDigest, size: layer.length },
      },
    ],
  });
  const response = await putManifest(push, push.tag, manifest);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const digest = response.headers.get("docker-content-digest") ?? "";
  return { digest, manifest, mediaType: MANIFEST, layer: layerDigest };
}
