import { dictionary, openRecords, type Document } from "../base/store.ts";
import type { Access, Attempt } from "./access.ts";
import { Blobs } from "./blobs.ts";
import { RegistryError } from "./errors.ts";
import type { ImageStore, ManifestEntry, UploadedManifest } from "./image-store.ts";
import { readManifest, type ManifestFacts } from "./manifest.ts";

interface Repository {
  /** Digests of the blobs that were pushed to or mounted in this repository. */
  blobs: string[];
  manifests: Record<string, ManifestEntry>;
  /** Digests by tag. */
  tags: Record<string, string>;
}

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/** The repositories of the registry: the blobs, manifests and tags of each. They are stored in its directory. */
export class Images implements ImageStore {
  readonly blobs: Blobs;
  private readonly stored: Document<Record<string, Repository>>;

  /** @param access who may pull and push; default: everybody */
  constructor(
    directory: string,
    private readonly access: Pick<Access, "check"> = { check: () => undefined },
  ) {
    this.blobs = new Blobs(directory);
    this.stored = openRecords<Repository>(directory, "repositories", (repository) => ({
      ...repository,
      manifests: dictionary(repository.manifests),
      tags: dictionary(repository.tags),
    }));
  }

  /** @throws RegistryError NAME_INVALID, or the guard's refusal */
  check(attempt: Attempt): void {
    if (!NAME.test(attempt.repository) || attempt.repository.length > 256)
      throw new RegistryError("NAME_INVALID", `invalid repository name ${attempt.repository}`);
    this.access.check(attempt);
  }

  hasBlob(repository: string, digest: string): boolean {
    const linked = this.stored.value[repository]?.blobs.includes(digest) ?? false;
    return linked && this.blobs.has(digest);
  }

  linkBlob(repository: string, digest: string): void {
    const { blobs } = this.repository(repository);
    if (blobs.includes(digest)) return;
    blobs.push(digest);
    this.stored.save();
  }

  async putBlob(repository: string, bytes: Buffer): Promise<string> {
    const digest = await this.blobs.put(bytes);
    this.linkBlob(repository, digest);
    return digest;
  }

  read(digest: string): Promise<Buffer> {
    return this.blobs.read(digest);
  }

  size(digest: string): number {
    return this.blobs.size(digest);
  }

  tags(repository: string): Record<string, string> {
    return { ...this.stored.value[repository]?.tags };
  }

  manifests(repository: string): ManifestEntry[] {
    return Object.values(this.stored.value[repository]?.manifests ?? {});
  }

  find(repository: string, reference: string): ManifestEntry | undefined {
    const found = this.stored.value[repository];
    if (found === undefined) return undefined;
    return found.manifests[found.tags[reference] ?? reference];
  }

  /**
   * @throws RegistryError TAG_INVALID, DIGEST_INVALID, MANIFEST_INVALID, MANIFEST_BLOB_UNKNOWN, or the guard's refusal
   */
  async put(
    repository: string,
    reference: string,
    { bytes, contentType }: UploadedManifest,
  ): Promise<ManifestEntry> {
    const facts = readManifest(bytes, contentType);
    this.requireParts(repository, facts);
    const byDigest = reference.startsWith("sha256:");
    if (!byDigest && !TAG.test(reference))
      throw new RegistryError("TAG_INVALID", `manifest tag did not match URI: ${reference}`);
    const digest = await this.blobs.put(bytes);
    if (byDigest && digest !== reference)
      throw new RegistryError("DIGEST_INVALID", "provided digest did not match uploaded content");
    const existing = byDigest ? undefined : this.stored.value[repository]?.tags[reference];
    this.check({
      action: "push",
      repository,
      digest,
      ...(!byDigest && { tag: reference }),
      ...(existing !== undefined && { existing }),
    });
    const target = this.repository(repository);
    const entry = (target.manifests[digest] ??= { ...facts, digest });
    if (!byDigest) target.tags[reference] = digest;
    this.stored.save();
    return entry;
  }

  removeRepository(repository: string): void {
    Reflect.deleteProperty(this.stored.value, repository);
    this.stored.save();
  }

  private requireParts(repository: string, facts: ManifestFacts): void {
    const missing = [
      ...facts.blobs.filter((digest) => !this.hasBlob(repository, digest)),
      ...facts.manifests.filter((digest) => this.find(repository, digest) === undefined),
    ];
    if (missing.length > 0)
      throw new RegistryError(
        "MANIFEST_BLOB_UNKNOWN",
        "blob unknown to registry",
        ...missing.map((digest) => ({ digest })),
      );
  }

  private repository(name: string): Repository {
    return (this.stored.value[name] ??= {
      blobs: [],
      manifests: dictionary(),
      tags: dictionary(),
    });
  }
}
