import type { Login } from "../ecr/login.ts";
import { blobCalls } from "./blobs.ts";
import type { BlobCalls } from "./blobs.ts";
import { openConnection } from "./connection.ts";
import type { ConnectionOptions } from "./connection.ts";
import { manifestCalls } from "./manifests.ts";
import type { ManifestCalls } from "./manifests.ts";

/**
 * The calls of the distribution API that prove a push and copy an image. All of them throw a RegistryError.
 * https://github.com/opencontainers/distribution-spec
 */
export interface RegistryClient extends ManifestCalls, BlobCalls {
  /** Address of the HTTP API, without a slash at the end. */
  readonly url: string;
}

export function registryAt(
  login: Pick<Login, "url" | "authorization">,
  options: ConnectionOptions = {},
): RegistryClient {
  const connection = openConnection(login, options);
  return { url: login.url, ...manifestCalls(connection), ...blobCalls(connection) };
}
