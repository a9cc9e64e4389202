import { Document, dictionary } from "../base/store.ts";
import { Blobs } from "./blobs.ts";
import { RegistryError } from "./errors.ts";
import { readManifest, type ManifestFacts } from "./manifest.ts";

export interface ManifestEntry extends ManifestFacts {
  digest: string;
  size: number;
  /** Milliseconds since 1970. */
  pushedAt: number;
}

interface Repository {
  /** Digests of the blobs that were pushed or mounted here. */
  blobs: string[];
  manifests: Record<string, ManifestEntry>;
  /** Tag to digest. */
  tags: Record<string, string>;
}

/** What somebody is about to do; `existing` is the digest the tag has now. */
export interface Attempt {
  action: "pull" | "push";
  repository: string;
  tag?: string;
  digest?: string;
  existing?: string;
}

/** Says no by throwing a RegistryError: ECR's rules (repository exists, tags are immutable) come in here. */
export type Guard = (attempt: Attempt) => void;

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/** The repositories of the registry: which blobs, manifests and tags each has. Survives in its directory. */
export class Images {
  readonly blobs: Blobs;
  guard: Guard = () => undefined;
  private readonly world: Document<Record<string, Repository>>;

  constructor(directory: string) {
    this.blobs = new Blobs(directory);
    this.world = new Document<Record<string, Repository>>(
      directory,
      "repositories",
      dictionary(),
      (loaded) => {
        for (const repository of Object.values(loaded)) {
          repository.manifests = dictionary(repository.manifests);
          repository.tags = dictionary(repository.tags);
        }
        return dictionary(loaded);
      },
    );
  }

  /** Names of the repositories that hold something. */
  repositories(): string[] {
    return Object.keys(this.world.value).sort();
  }

  /** Asks the guard. @throws RegistryError NAME_INVALID, or what the guard says */
  check(attempt: Attempt): void {
    if (!NAME.test(attempt.repository) || attempt.repository.length > 256)
      throw new RegistryError("NAME_INVALID", `invalid repository name ${attempt.repository}`);
    this.guard(attempt);
  }

  hasBlob(repository: string, digest: string): boolean {
    const linked = this.world.value[repository]?.blobs.includes(digest) ?? false;
    return linked && this.blobs.has(digest);
  }

  linkBlob(repository: string, digest: string): void {
    const { blobs } = this.repository(repository);
    if (blobs.includes(digest)) return;
    blobs.push(digest);
    this.world.save();
  }

  /** The blob is gone from this repository; the bytes stay, for others may share them. */
  unlinkBlob(repository: string, digest: string): void {
    const found = this.world.value[repository];
    if (found === undefined) return;
    found.blobs = found.blobs.filter((blob) => blob !== digest);
    this.world.save();
  }

  /** Tag to digest. */
  tags(repository: string): Record<string, string> {
    return { ...this.world.value[repository]?.tags };
  }

  manifests(repository: string): ManifestEntry[] {
    return Object.values(this.world.value[repository]?.manifests ?? {});
  }

  /** @param reference a tag or a digest */
  find(repository: string, reference: string): ManifestEntry | undefined {
    const found = this.world.value[repository];
    if (found === undefined) return undefined;
    return found.manifests[found.tags[reference] ?? reference];
  }

  /**
   * Stores a manifest under its true digest and, when the reference is a tag, moves the tag to it.
   * @throws RegistryError TAG_INVALID, DIGEST_INVALID, MANIFEST_INVALID, MANIFEST_BLOB_UNKNOWN, or the guard's word
   */
  async put(
    repository: string,
    reference: string,
    bytes: Buffer,
    contentType: string,
  ): Promise<ManifestEntry> {
    const facts = readManifest(bytes, contentType);
    this.complete(repository, facts);
    const byDigest = reference.startsWith("sha256:");
    if (!byDigest && !TAG.test(reference))
      throw new RegistryError("TAG_INVALID", `manifest tag did not match URI: ${reference}`);
    const digest = await this.blobs.put(bytes);
    if (byDigest && digest !== reference)
      throw new RegistryError("DIGEST_INVALID", "provided digest did not match uploaded content");
    const existing = byDigest ? undefined : this.world.value[repository]?.tags[reference];
    this.check({
      action: "push",
      repository,
      digest,
      ...(!byDigest && { tag: reference }),
      ...(existing !== undefined && { existing }),
    });
    const stored = this.repository(repository);
    const entry = (stored.manifests[digest] ??= {
      ...facts,
      digest,
      size: bytes.length,
      pushedAt: Date.now(),
    });
    if (!byDigest) stored.tags[reference] = digest;
    this.world.save();
    return entry;
  }

  removeTag(repository: string, tag: string): boolean {
    const found = this.world.value[repository];
    if (found?.tags[tag] === undefined) return false;
    Reflect.deleteProperty(found.tags, tag);
    this.world.save();
    return true;
  }

  /** Removes a manifest with the tags on it. */
  removeManifest(repository: string, digest: string): boolean {
    const found = this.world.value[repository];
    if (found?.manifests[digest] === undefined) return false;
    Reflect.deleteProperty(found.manifests, digest);
    for (const [tag, target] of Object.entries(found.tags))
      if (target === digest) Reflect.deleteProperty(found.tags, tag);
    this.world.save();
    return true;
  }

  /** Forgets a repository. The bytes stay: others may share them. */
  removeRepository(repository: string): void {
    const { value } = this.world;
    Reflect.deleteProperty(value, repository);
    this.world.save();
  }

  /** Manifests that name the digest as their subject. */
  referrers(repository: string, digest: string): ManifestEntry[] {
    return this.manifests(repository).filter(({ subject }) => subject === digest);
  }

  private complete(repository: string, facts: ManifestFacts): void {
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
    return (this.world.value[name] ??= {
      blobs: [],
      manifests: dictionary(),
      tags: dictionary(),
    });
  }
}
