/** Names the bytes of a manifest or index. https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export type Digest = `sha256:${string}`;

/** The text as a digest; undefined when it is not `sha256:` with 64 lower-case hexadecimal digits. */
export const parseDigest = (text: unknown): Digest | undefined =>
  typeof text === "string" && /^sha256:[0-9a-f]{64}$/.test(text) ? (text as Digest) : undefined;

/** An image name taken apart: host, repository, and a tag or digest that is left out here. */
export interface ImageName {
  host: string;
  repository: string;
}

/**
 * Host and repository of a reference such as `host:5000/team/app:v1` or `node:24`. As in Docker, the first part is a
 * host when it has a dot or a port or is localhost, else the host is docker.io.
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
