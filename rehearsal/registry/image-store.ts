import type { ManifestFacts } from "./manifest.ts";

export interface ManifestEntry extends ManifestFacts {
  digest: string;
}

/** A manifest as a client sends it. */
export interface UploadedManifest {
  bytes: Buffer;
  /** Its media type. */
  contentType: string;
}

/** The content of a registry, for code in the same process: ECR's API, and the kubelets. */
export interface ImageStore {
  /** Returns the digests by tag. */
  tags(repository: string): Record<string, string>;
  manifests(repository: string): ManifestEntry[];
  /** @param reference a tag or a digest */
  find(repository: string, reference: string): ManifestEntry | undefined;
  /** Returns the bytes of a manifest or blob. */
  read(digest: string): Promise<Buffer>;
  /** Returns the number of bytes of a manifest or blob. */
  size(digest: string): number;
  /** Stores a small blob in a repository and returns its digest. */
  putBlob(repository: string, bytes: Buffer): Promise<string>;
  /** Stores a manifest under its actual digest. If the reference is a tag, moves the tag to it. */
  put(repository: string, reference: string, manifest: UploadedManifest): Promise<ManifestEntry>;
  /** Removes a repository. The bytes stay, because other repositories may share them. */
  removeRepository(repository: string): void;
}
