/** Names the bytes of a manifest or index. https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export type Digest = `sha256:${string}`;

/** Returns the text as a digest; undefined if it is not `sha256:` with 64 lower-case hexadecimal digits. */
export const parseDigest = (text: unknown): Digest | undefined =>
  typeof text === "string" && /^sha256:[0-9a-f]{64}$/.test(text) ? (text as Digest) : undefined;

/** An image name in its parts: host and repository. Tag and digest are left out. */
export interface ImageName {
  host: string;
  repository: string;
}

/**
 * Returns host and repository of a reference such as `host:5000/team/app:v1` or `node:24`. As in Docker, the first part
 * is a host if it has a dot or a port or is localhost; otherwise the host is docker.io.
 * https://github.com/distribution/reference/blob/main/normalize.go
 */
export function parseImageName(reference: string): ImageName {
  const [first = "", ...rest] = reference.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const path = hasHost ? rest.join("/") : reference;
  return {
    host: hasHost ? first : "docker.io",
    repository: path.replace(/@.*$/, "").replace(/:[^:/]*$/, ""),
  };
}
