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

/** What a registry has, for those that are in the same process: ECR's API, and the kubelets. */
export interface ImageStore {
  /** Tag to digest. */
  tags(repository: string): Record<string, string>;
  manifests(repository: string): ManifestEntry[];
  /** @param reference a tag or a digest */
  find(repository: string, reference: string): ManifestEntry | undefined;
  /** The bytes of a manifest or blob. */
  read(digest: string): Promise<Buffer>;
  /** Number of bytes of a manifest or blob. */
  size(digest: string): number;
  /** Stores a small blob in a repository and returns its digest. */
  putBlob(repository: string, bytes: Buffer): Promise<string>;
  /** Stores a manifest under its true digest and, when the reference is a tag, moves the tag to it. */
  put(repository: string, reference: string, manifest: UploadedManifest): Promise<ManifestEntry>;
  /** Forgets a repository. The bytes stay: others may share them. */
  removeRepository(repository: string): void;
}
