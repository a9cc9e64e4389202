import { readFileSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Blobs } from "../../../rehearsal/registry/blobs.ts";
import { Images } from "../../../rehearsal/registry/index.ts";
import type { ManifestEntry } from "../../../rehearsal/registry/index.ts";
import { readManifest } from "../../../rehearsal/registry/manifest.ts";

/** Bytes by digest, out of docker-registry's folder. */
class StoredBlobs extends Blobs {
  private readonly storage: string;

  constructor(scratch: string, storage: string) {
    super(scratch);
    this.storage = storage;
  }

  override read(digest: string): Promise<Buffer> {
    return readFile(blobFile(this.storage, digest));
  }
}

function blobFile(storage: string, digest: string): string {
  const [, hex = ""] = digest.split(":");
  return path.join(storage, "blobs/sha256", hex.slice(0, 2), hex, "data");
}

/**
 * The images of a docker-registry as the ECR API looks at them: nothing is kept here, everything is read from the
 * folder that docker-registry writes. Layout:
 * https://github.com/distribution/distribution/blob/v2.8.2/registry/storage/paths.go
 */
export class StoredImages extends Images {
  override readonly blobs: Blobs;
  private readonly storage: string;

  /** @param scratch an empty folder, for what the class above wants to keep; @param storage docker-registry's root */
  constructor(scratch: string, storage: string) {
    super(scratch);
    this.storage = path.join(storage, "docker/registry/v2");
    this.blobs = new StoredBlobs(path.join(scratch, "blobs"), this.storage);
  }

  override tags(repository: string): Record<string, string> {
    const folder = this.folder(repository, "_manifests/tags");
    return Object.fromEntries(
      list(folder).map((tag) => [tag, text(path.join(folder, tag, "current/link")) ?? ""]),
    );
  }

  override manifests(repository: string): ManifestEntry[] {
    return list(this.folder(repository, "_manifests/revisions/sha256"))
      .map((hex) => this.find(repository, `sha256:${hex}`))
      .filter((entry) => entry !== undefined);
  }

  override find(repository: string, reference: string): ManifestEntry | undefined {
    const tag = this.folder(repository, `_manifests/tags/${reference}/current/link`);
    const digest = reference.startsWith("sha256:") ? reference : text(tag);
    const [, hex = ""] = digest?.split(":") ?? [];
    const link = this.folder(repository, `_manifests/revisions/sha256/${hex}/link`);
    if (digest === undefined || text(link) !== digest) return undefined;
    return { ...readManifest(readFileSync(blobFile(this.storage, digest)), ""), digest };
  }

  override put(): Promise<never> {
    return Promise.reject(new Error("docker-registry takes images by its own protocol only"));
  }

  private folder(repository: string, rest: string): string {
    return path.join(this.storage, "repositories", repository, rest);
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function text(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
