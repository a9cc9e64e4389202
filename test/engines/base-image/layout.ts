import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { EngineProblem } from "../engine.ts";

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

interface Manifest extends Descriptor {
  config: Descriptor;
  layers: Descriptor[];
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const blobFile = (layout: string, digest: string): string =>
  path.join(layout, "blobs", digest.replace(":", "/"));

/**
 * Writes an OCI layout with one image of one layer.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeLayout(tarFile: string, layout: string, tag: string): Promise<void> {
  const keep = async (mediaType: string, bytes: Buffer): Promise<Descriptor> => {
    const digest = digestOf(bytes);
    await mkdir(path.dirname(blobFile(layout, digest)), { recursive: true });
    await writeFile(blobFile(layout, digest), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const tar = await readFile(tarFile);
  const layer = await keep(
    "application/vnd.oci.image.layer.v1.tar+gzip",
    gzipSync(tar, { level: 4 }),
  );
  const config = await keep(
    "application/vnd.oci.image.config.v1+json",
    json({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: {
        Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
        Cmd: ["node"],
      },
      rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
    }),
  );
  const image = { schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer] };
  const manifest = await keep(MANIFEST, json(image));
  const annotations = { "org.opencontainers.image.ref.name": tag };
  await writeFile(
    path.join(layout, "index.json"),
    json({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  );
  await writeFile(path.join(layout, "oci-layout"), json({ imageLayoutVersion: "1.0.0" }));
}

/**
 * Pushes the layout's image to `URL/v2/REPOSITORY` under the tag, unless it is there already.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
 */
export async function pushLayout(
  layout: string,
  url: string,
  repository: string,
  tag: string,
): Promise<void> {
  const base = `${url}/v2/${repository}`;
  const index = JSON.parse(await readFile(path.join(layout, "index.json"), "utf8")) as {
    manifests: Descriptor[];
  };
  const [descriptor] = index.manifests;
  if (descriptor === undefined) throw new EngineProblem(`${layout} holds no image`);
  const bytes = await readFile(blobFile(layout, descriptor.digest));
  const { config, layers } = JSON.parse(bytes.toString("utf8")) as Manifest;
  for (const { digest } of [config, ...layers]) {
    const there = await fetch(`${base}/blobs/${digest}`, { method: "HEAD" });
    if (!there.ok) await pushBlob(base, digest, await readFile(blobFile(layout, digest)));
  }
  const headers = { "content-type": MANIFEST };
  await send(`${base}/manifests/${tag}`, { method: "PUT", headers, body: bytes });
}

async function pushBlob(base: string, digest: string, bytes: Buffer): Promise<void> {
  const opened = await send(`${base}/blobs/uploads/`, { method: "POST" });
  const target = new URL(opened.headers.get("location") ?? "", base);
  target.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  await send(target.href, { method: "PUT", headers, body: bytes });
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.ok) return response;
  throw new EngineProblem(
    `the registry answers ${response.status} to ${String(init.method)} ${url}: ${text}`,
  );
}
