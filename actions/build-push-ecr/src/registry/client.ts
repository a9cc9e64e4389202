import { createHash } from "node:crypto";
import type { Digest } from "../../../lib/image-reference.ts";
import { proxiedFetch } from "../../../lib/proxied-fetch.ts";
import { doubling, retry, systemClock } from "../../../lib/retry.ts";
import type { Clock } from "../../../lib/retry.ts";
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

/** A request without its whole answer after so many milliseconds has failed. */
const REQUEST_TIMEOUT = 60_000;

/** ECR takes Basic credentials on every request, without an exchange of tokens. */
export function registryAt(
  { url, authorization }: Pick<Login, "url" | "authorization">,
  clock: Clock = systemClock,
  requestTimeout = REQUEST_TIMEOUT,
): RegistryClient {
  const headers = { authorization: `Basic ${authorization}` };
  const send = (path: string, init: RequestInit) => {
    const signal = AbortSignal.timeout(requestTimeout);
    return sendRequest(`${url}/v2/${path}`, { ...init, signal });
  };
  /** A read is repeated: right after a push a registry may be busy, and the image must not be given up for that. */
  const read = (path: string, accept?: string) =>
    retry(() => send(path, { headers: { ...headers, ...(accept !== undefined && { accept }) } }), {
      attempts: 3,
      delay: doubling(500),
      isTransient: (error) => error instanceof RegistryError && error.isTransient,
      clock,
    });
  return {
    async manifest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      try {
        const { bytes, mediaType } = await read(path, ACCEPT);
        return { digest: digestOf(bytes), mediaType, bytes };
      } catch (error) {
        if (error instanceof RegistryError && error.status === 404) return undefined;
        throw unavailable(path, error);
      }
    },
    async json(repository, digest) {
      const path = `${repository}/blobs/${digest}`;
      try {
        return JSON.parse((await read(path)).bytes.toString()) as unknown;
      } catch (error) {
        throw unavailable(path, error);
      }
    },
    async tag(repository, tag, { mediaType, bytes }) {
      const path = `${repository}/manifests/${tag}`;
      const body = new Uint8Array(bytes);
      try {
        await send(path, {
          method: "PUT",
          headers: { ...headers, "content-type": mediaType },
          body,
        });
      } catch (error) {
        throw unavailable(path, error);
      }
    },
  };
}

/** An answer other than 2xx, or none at all. */
class RegistryError extends Error {
  /** HTTP status; undefined = there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }

  get isTransient(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

/** @throws RegistryError */
async function sendRequest(url: string, init: RequestInit) {
  let response: Response;
  let bytes: Buffer;
  try {
    // It drops the Authorization header when ECR redirects a blob to S3, which would refuse it.
    response = await proxiedFetch(url, init);
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    throw new RegistryError(`does not answer: ${messageOf(cause)}`, undefined, error);
  }
  if (!response.ok) {
    const text = bytes.toString().slice(0, 300);
    throw new RegistryError(`answered ${response.status}: ${text}`, response.status);
  }
  return { bytes, mediaType: response.headers.get("content-type") ?? "" };
}

const digestOf = (bytes: Buffer): Digest =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const unavailable = (path: string, cause: unknown) =>
  new ActionError({
    reason: "registry-unavailable",
    message: `the registry ${messageOf(cause)} (requested: ${path})`,
    fix: "run the job again; for 403, compare the role's policy with Permissions in the README of this action",
    cause,
  });
