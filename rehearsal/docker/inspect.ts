import { BuildError } from "./errors.ts";
import { isLoopback, loginFor } from "./push.ts";

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
].join(", ");

/**
 * Runs `docker buildx imagetools inspect --raw`: returns the manifest that a name refers to. A registry on loopback is
 * asked. Other registries cannot be reached, and a packed image contains no files of its base image. For those
 * registries, a name always refers to the same made-up manifest.
 * @throws BuildError for an image that the registry does not have
 */
export async function readRawManifest(
  name: string,
  dockerConfig: string | undefined,
): Promise<string> {
  const [, host = "", repository = "", tag = "latest", digest] =
    /^([^/]+)\/([^:@]+)(?::([\w.-]+))?(?:@(sha256:\w+))?$/.exec(name) ?? [];
  if (!isLoopback(host)) return madeUpManifest(name);
  const login = loginFor(host, dockerConfig);
  const response = await fetch(`http://${host}/v2/${repository}/manifests/${digest ?? tag}`, {
    headers: { accept: ACCEPT, ...(login !== undefined && { authorization: `Basic ${login}` }) },
  }).catch((error: unknown) => {
    throw new BuildError(`failed to do request: ${String((error as Error).cause ?? error)}`);
  });
  if (response.status === 404) throw new BuildError(`${name}: not found`);
  if (!response.ok)
    throw new BuildError(
      `unexpected status from GET request to ${response.url}: ${response.status}`,
    );
  return response.text();
}

const madeUpManifest = (name: string): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [],
    annotations: { "docker stand-in": "no registry was asked", name },
  });
