import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ImageStore, ManifestEntry, UploadedManifest } from "./image-store.ts";
import { guessType, readManifest } from "./manifest.ts";

/**
 * The images of a docker-registry, for ECR's API. Nothing is kept here: everything is read from the folder that
 * docker-registry writes. Layout:
 * https://github.com/distribution/distribution/blob/v2.8.2/registry/storage/paths.go
 */
export class StoredImages implements ImageStore {
  /** http://127.0.0.1:PORT of docker-registry itself. */
  readonly url: string;
  private readonly storage: string;

  /** @param storage docker-registry's root folder */
  constructor(url: string, storage: string) {
    this.url = url;
    this.storage = path.join(storage, "docker/registry/v2");
  }

  tags(repository: string): Record<string, string> {
    const folder = this.folder(repository, "_manifests/tags");
    return Object.fromEntries(
      list(folder).map((tag) => [tag, text(path.join(folder, tag, "current/link")) ?? ""]),
    );
  }

  manifests(repository: string): ManifestEntry[] {
    return list(this.folder(repository, "_manifests/revisions/sha256"))
      .map((hex) => this.find(repository, `sha256:${hex}`))
      .filter((entry) => entry !== undefined);
  }

  find(repository: string, reference: string): ManifestEntry | undefined {
    const tag = this.folder(repository, `_manifests/tags/${reference}/current/link`);
    const digest = reference.startsWith("sha256:") ? reference : text(tag);
    const [, hex = ""] = digest?.split(":") ?? [];
    const link = this.folder(repository, `_manifests/revisions/sha256/${hex}/link`);
    if (digest === undefined || text(link) !== digest) return undefined;
    const bytes = readFileSync(this.file(digest));
    return { ...readManifest(bytes, guessType(bytes)), digest };
  }

  read(digest: string): Promise<Buffer> {
    return readFile(this.file(digest));
  }

  size(digest: string): number {
    return statSync(this.file(digest)).size;
  }

  /** @throws Error with docker-registry's answer */
  async putBlob(repository: string, bytes: Buffer): Promise<string> {
    const started = await this.send("POST", `/v2/${repository}/blobs/uploads/`, 202);
    const upload = new URL(started.headers.get("location") ?? "", this.url);
    const digest = digestOf(bytes);
    upload.searchParams.set("digest", digest);
    await this.send("PUT", upload.href, 201, bytes);
    return digest;
  }

  /** @throws Error with docker-registry's answer */
  async put(
    repository: string,
    reference: string,
    { bytes, contentType }: UploadedManifest,
  ): Promise<ManifestEntry> {
    const address = `/v2/${repository}/manifests/${reference}`;
    await this.send("PUT", address, 201, bytes, { "content-type": contentType });
    return { ...readManifest(bytes, contentType), digest: digestOf(bytes) };
  }

  removeRepository(repository: string): void {
    // Repositories can be nested: those inside this repository's folder stay.
    for (const part of ["_layers", "_manifests", "_uploads"])
      rmSync(this.folder(repository, part), { recursive: true, force: true });
  }

  private async send(
    method: string,
    address: string,
    wanted: number,
    body?: Buffer,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(new URL(address, this.url), {
      method,
      headers,
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
    if (response.status === wanted) return response;
    throw new Error(
      `docker-registry answers ${method} ${address} with ${response.status}: ${await response.text()}`,
    );
  }

  private folder(repository: string, rest: string): string {
    return path.join(this.storage, "repositories", repository, rest);
  }

  private file(digest: string): string {
    const [, hex = ""] = digest.split(":");
    return path.join(this.storage, "blobs/sha256", hex.slice(0, 2), hex, "data");
  }
}

const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

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
