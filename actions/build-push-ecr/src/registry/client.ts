import { createHash } from "node:crypto";
import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Login } from "../ecr/login.ts";

/** A manifest or index exactly as the registry sent it. */
export interface Manifest {
  /** sha256 of the bytes, computed here. */
  digest: Digest;
  mediaType: string;
  bytes: Buffer;
}

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** The few calls of the distribution API that prove a push. https://github.com/opencontainers/distribution-spec */
export interface RegistryClient {
  /** By tag or digest; undefined when there is none. */
  manifest(repository: string, reference: string): Promise<Manifest | undefined>;
  /** A small JSON blob, such as an image's config. */
  json(repository: string, digest: string): Promise<unknown>;
  /** Gives an image one more tag; its bytes and so its digest stay the same. */
  tag(repository: string, tag: string, manifest: Manifest): Promise<void>;
}

/** ECR takes Basic credentials on every request, without an exchange of tokens. */
export function registryAt({
  url,
  authorization,
}: Pick<Login, "url" | "authorization">): RegistryClient {
  const headers = { authorization: `Basic ${authorization}` };
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      // fetch drops the Authorization header when ECR redirects a blob to S3, which would refuse it.
      return await fetch(`${url}/v2/${path}`, init);
    } catch (error) {
      throw unavailable(
        path,
        `does not answer: ${messageOf((error as Error).cause ?? error)}`,
        error,
      );
    }
  };
  return {
    async manifest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      const response = await request(path, { headers: { ...headers, accept: ACCEPT } });
      if (response.status === 404) return undefined;
      if (!response.ok) throw await refused(path, response);
      const bytes = Buffer.from(await response.arrayBuffer());
      const mediaType = response.headers.get("content-type") ?? "";
      return { digest: digestOf(bytes), mediaType, bytes };
    },
    async json(repository, digest) {
      const path = `${repository}/blobs/${digest}`;
      const response = await request(path, { headers });
      if (!response.ok) throw await refused(path, response);
      return response.json();
    },
    async tag(repository, tag, { mediaType, bytes }) {
      const path = `${repository}/manifests/${tag}`;
      const body = new Uint8Array(bytes);
      const init = { method: "PUT", headers: { ...headers, "content-type": mediaType }, body };
      const response = await request(path, init);
      if (!response.ok) throw await refused(path, response);
    },
  };
}

const digestOf = (bytes: Buffer): Digest =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

async function refused(path: string, response: Response) {
  const text = (await response.text()).slice(0, 300);
  return unavailable(path, `answered ${response.status}: ${text}`, undefined);
}

const unavailable = (path: string, what: string, cause: unknown) =>
  new ActionError({
    reason: "registry-unavailable",
    message: `the registry ${what} (requested: ${path})`,
    fix: "run the job again; for 403, compare the role's policy with Permissions in the README of this action",
    cause,
  });
