import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { buffer } from "node:stream/consumers";
import type { ImageFile, ImageFiles } from "./copy.ts";

/** Bytes, and their description in a manifest. */
export interface Blob {
  mediaType: string;
  digest: string;
  size: number;
  bytes: Buffer;
}

export interface Layer extends Blob {
  /** sha256 of the tar before compression. */
  diffId: string;
}

/** Packs files into one layer. Files are sorted and have no times, so the same files always give the same bytes. */
export async function packLayer(files: ImageFiles): Promise<Layer> {
  const tar = pack();
  const bytes = buffer(tar);
  for (const [name, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const header = headerOf(name, file);
    if (file.kind === "file") tar.entry(header, readFileSync(file.source));
    else tar.entry(header);
  }
  tar.finalize();
  const plain = await bytes;
  const packed = gzipSync(plain);
  // Byte 9 of gzip names the operating system; a fixed value makes the bytes independent of it.
  packed[9] = 255;
  return {
    ...blob("application/vnd.oci.image.layer.v1.tar+gzip", packed),
    diffId: digestOf(plain),
  };
}

function headerOf(name: string, { kind, mode, uid, gid, link }: ImageFile) {
  const common = {
    name: kind === "directory" ? `${name}/` : name,
    mode,
    uid,
    gid,
    mtime: new Date(0),
    type: kind,
  };
  return kind === "symlink" ? { ...common, linkname: link } : common;
}

const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

export const blob = (mediaType: string, bytes: Buffer): Blob => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
  bytes,
});

export const jsonBlob = (mediaType: string, value: unknown): Blob =>
  blob(mediaType, Buffer.from(JSON.stringify(value)));

/** Makes the reference to a blob for a manifest. */
export const descriptor = ({ mediaType, digest, size }: Blob) => ({ mediaType, digest, size });
