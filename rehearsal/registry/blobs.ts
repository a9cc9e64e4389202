import { createHash, randomUUID, type Hash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, statSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RegistryError } from "./errors.ts";

/** An upload whose digest is not known yet. */
interface Upload {
  file: string;
  repository: string;
  size: number;
  hash: Hash;
}

const DIGEST = /^sha256:[a-f0-9]{64}$/;

/** Bytes on disk, named by their sha256. Content is streamed in and out, so memory use does not depend on its size. */
export class Blobs {
  private readonly directory: string;
  private readonly uploads = new Map<string, Upload>();

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(join(directory, "sha256"), { recursive: true });
    mkdirSync(join(directory, "uploads"), { recursive: true });
  }

  has(digest: string): boolean {
    return DIGEST.test(digest) && existsSync(this.path(digest));
  }

  size(digest: string): number {
    return statSync(this.path(digest)).size;
  }

  stream(digest: string): Readable {
    return createReadStream(this.path(digest));
  }

  read(digest: string): Promise<Buffer> {
    return readFile(this.path(digest));
  }

  /** Stores a small value and returns its digest. */
  async put(bytes: Buffer): Promise<string> {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    if (!this.has(digest)) {
      const draft = join(this.directory, "uploads", randomUUID());
      await writeFile(draft, bytes);
      await rename(draft, this.path(digest));
    }
    return digest;
  }

  begin(repository: string): string {
    const id = randomUUID();
    const file = join(this.directory, "uploads", id);
    this.uploads.set(id, { file, repository, size: 0, hash: createHash("sha256") });
    return id;
  }

  /** Appends bytes and returns the new total. @throws RegistryError BLOB_UPLOAD_UNKNOWN */
  async append(id: string, repository: string, chunk: Readable): Promise<number> {
    const upload = this.upload(id, repository);
    const counted = new Transform({
      transform(bytes: Buffer, _encoding, done) {
        upload.hash.update(bytes);
        upload.size += bytes.length;
        done(null, bytes);
      },
    });
    await pipeline(chunk, counted, createWriteStream(upload.file, { flags: "a" }));
    return upload.size;
  }

  /**
   * Ends an upload and stores it under its digest.
   * @throws RegistryError DIGEST_INVALID if the bytes have another digest
   */
  async finish(id: string, repository: string, digest: string): Promise<void> {
    const upload = this.upload(id, repository);
    this.uploads.delete(id);
    const actual = `sha256:${upload.hash.digest("hex")}`;
    if (!DIGEST.test(digest) || actual !== digest) {
      await rm(upload.file, { force: true });
      throw new RegistryError("DIGEST_INVALID", "provided digest did not match uploaded content", {
        given: digest,
        actual,
      });
    }
    if (upload.size === 0) await writeFile(upload.file, "");
    await rename(upload.file, this.path(digest));
  }

  private upload(id: string, repository: string): Upload {
    const upload = this.uploads.get(id);
    if (upload?.repository !== repository)
      throw new RegistryError("BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
    return upload;
  }

  private path(digest: string): string {
    return join(this.directory, "sha256", digest.slice("sha256:".length));
  }
}
