import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";

/** An image as a registry holds it. */
export interface Contents {
  /** User, Env, Entrypoint …: the settings with which a container engine starts the image. */
  config: Record<string, unknown>;
  /** Files that the layers have in the folder, sorted by path. */
  files: ImageFile[];
}

interface ImageFile {
  path: string;
  type: string;
  /** Permission bits, octal. */
  mode: string;
  /** uid:gid */
  owner: string;
  /** sha256 in hex. "" for folders. */
  sha256: string;
}

/** Media types that BuildKit pushes, and those that Docker's own builder pushes. */
const MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

interface Manifest {
  config: { digest: string };
  layers: { digest: string }[];
}

/**
 * Reads an image of one platform, independently of the code that pushed it.
 * @param folder folder in the image, such as `app`
 */
export async function contentsOf(
  host: string,
  repository: string,
  reference: string,
  folder: string,
): Promise<Contents> {
  const get = async (what: string) => {
    const response = await fetch(`http://${host}/v2/${repository}/${what}`, {
      headers: { accept: MANIFESTS.join(", ") },
    });
    if (!response.ok) throw new Error(`${what} answers ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const manifest = JSON.parse((await get(`manifests/${reference}`)).toString()) as Manifest;
  const { config } = JSON.parse((await get(`blobs/${manifest.config.digest}`)).toString()) as {
    config: Record<string, unknown>;
  };
  const files = new Map<string, ImageFile>();
  for (const { digest } of manifest.layers)
    await addLayer(await get(`blobs/${digest}`), folder, files);
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { config, files: sorted };
}

async function addLayer(
  layer: Buffer,
  folder: string,
  files: Map<string, ImageFile>,
): Promise<void> {
  const entries = extract();
  entries.on("entry", (header, stream, next) => {
    const name = header.name.replace(/^\.?\//, "").replace(/\/$/, "");
    if (name !== folder && !name.startsWith(`${folder}/`)) {
      stream.on("end", next).resume();
      return;
    }
    void buffer(stream).then((bytes) => {
      files.set(name, {
        path: name,
        type: header.type,
        mode: (header.mode & 0o7777).toString(8),
        owner: `${header.uid}:${header.gid}`,
        sha256: header.type === "file" ? createHash("sha256").update(bytes).digest("hex") : "",
      });
      next();
    }, next);
  });
  // The base layer is large, so only entries below the folder are kept.
  await pipeline(Readable.from([gunzipSync(layer)]), entries);
}
