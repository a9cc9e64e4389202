import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { parseDigest } from "../../../lib/image-reference.ts";
import type { Digest } from "../../../lib/image-reference.ts";
import { readJsonObject } from "../../../lib/text/json.ts";
import { unlessStatus } from "./connection.ts";
import type { Connection } from "./connection.ts";

/** A manifest or index exactly as the registry sent it. */
export interface Manifest {
  /** sha256 of the bytes, computed here. */
  digest: Digest;
  mediaType: string;
  bytes: Buffer;
}

/** Names a blob or a manifest. https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  mediaType: string;
  digest: Digest;
  /** Bytes. */
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
export interface ManifestCalls {
  /** Reads a manifest by tag or digest; undefined if there is none. */
  manifest(repository: string, reference: string): Promise<Manifest | undefined>;
  hasManifest(repository: string, digest: Digest): Promise<boolean>;
  /** Lists what refers to a manifest (signatures, attestations); undefined if the registry cannot list it. */
  referrers(repository: string, digest: Digest): Promise<Descriptor[] | undefined>;
  /** Writes a manifest under a tag or its digest. Writing the same bytes again changes nothing. */
  putManifest(repository: string, reference: string, manifest: Manifest): Promise<void>;
}

const KINDS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
const ACCEPT = KINDS.join(", ");

export function manifestCalls({ send, read, again }: Connection): ManifestCalls {
  return {
    async manifest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      const found = await unlessStatus([404], () => read(path, { accept: ACCEPT }));
      if (found === undefined) return undefined;
      const { bytes, headers } = found;
      return { digest: digestOf(bytes), mediaType: mediaTypeOf(bytes, headers), bytes };
    },
    async hasManifest(repository, digest) {
      const path = `${repository}/manifests/${digest}`;
      const head = () => send({ method: "HEAD", path, headers: { accept: ACCEPT } });
      const found = await unlessStatus([404], () => again(head));
      found?.resume();
      return found !== undefined;
    },
    referrers: (repository, digest) =>
      unlessStatus([404], async () => {
        const found: Descriptor[] = [];
        const seen = new Set<string>();
        let path: string | undefined = `${repository}/referrers/${digest}`;
        // Stops if the list leads back to a page that was already read.
        while (path !== undefined && !seen.has(path)) {
          seen.add(path);
          const { bytes, headers } = await read(path);
          found.push(...descriptorsIn(bytes));
          path = nextPage(headers.link);
        }
        return found;
      }),
    async putManifest(repository, reference, { mediaType, bytes }) {
      const path = `${repository}/manifests/${reference}`;
      const headers = { "content-type": mediaType, "content-length": bytes.length };
      (await again(() => send({ method: "PUT", path, headers, body: bytes }))).resume();
    },
  };
}

/**
 * Returns the type that the registry states. If that is no type of a manifest (some gateways use one type for
 * everything), returns the type that the manifest itself states. The manifest is put into another registry under this
 * type.
 */
function mediaTypeOf(bytes: Buffer, headers: IncomingHttpHeaders): string {
  const stated = headers["content-type"]?.split(";")[0]?.trim() ?? "";
  const { mediaType } = KINDS.includes(stated) ? {} : (readJsonObject(bytes.toString()) ?? {});
  return typeof mediaType === "string" ? mediaType : stated;
}

/** Returns the descriptors of an index. */
export function descriptorsIn(index: Buffer): Descriptor[] {
  const { manifests = [] } = JSON.parse(index.toString()) as { manifests?: Descriptor[] };
  return manifests.filter(({ digest }) => parseDigest(digest) !== undefined);
}

/**
 * Returns the next page of a list, below /v2/.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
 */
function nextPage(link: string | string[] | undefined): string | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec([link].flat().join(","))?.[1];
  if (target === undefined) return undefined;
  const { pathname, search } = new URL(target, "http://registry");
  return pathname.replace(/^.*?\/v2\//, "") + search;
}

/** Computes the digest of bytes. */
export const digestOf = (bytes: Buffer | string): Digest =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
