import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { BuildError } from "./errors.ts";
import type { Image } from "./image.ts";
import type { Blob } from "./layer.ts";

/** A complete image name: host[:port]/repository:tag. */
export interface Name {
  host: string;
  repository: string;
  tag: string;
}

/** Reads an image name. @throws BuildError for a name without a host, which Docker would look up on Docker Hub */
export function readName(name: string): Name {
  const [, host = "", repository = "", tag = "latest"] =
    /^([^/]+)\/([^:@]+)(?::([\w.-]+))?$/.exec(name) ?? [];
  if (repository === "" || !/[.:]|^localhost$/.test(host))
    throw new BuildError(`failed to push ${name}: the stand-in pushes to HOST/REPOSITORY:TAG only`);
  return { host, repository, tag };
}

/**
 * Pushes blobs, manifests and tags with the OCI distribution protocol and the login from DOCKER_CONFIG.
 * @throws BuildError with BuildKit's message and the registry's own sentence
 */
export async function pushImage(
  image: Image,
  name: Name,
  dockerConfig: string | undefined,
): Promise<void> {
  const whole = `${name.host}/${name.repository}:${name.tag}`;
  const send = clientFor(name, whole, dockerConfig);
  for (const blob of image.blobs) await pushBlob(blob, name, send);
  const children = image.manifests.filter(({ digest }) => digest !== image.root.digest);
  for (const child of children) await pushManifest(child, child.digest, name, send);
  await pushManifest(image.root, name.tag, name, send);
}

export const isLoopback = (host: string): boolean => /^(127\.|localhost|\[::1\])/.test(host);

/** Sends a request with the login. @throws BuildError for a status that is not accepted */
type Send = (address: string, init: RequestInit, accepted: readonly number[]) => Promise<Response>;

function clientFor({ host }: Name, whole: string, dockerConfig: string | undefined): Send {
  // Like BuildKit, http is used only on loopback, where nobody else can listen.
  const scheme = isLoopback(host) ? "http" : "https";
  const login = loginFor(host, dockerConfig);
  return async (address, init, accepted) => {
    const url = new URL(address, `${scheme}://${host}`);
    const headers = new Headers(init.headers);
    if (login !== undefined) headers.set("authorization", `Basic ${login}`);
    const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
      throw new BuildError(
        `failed to push ${whole}: failed to do request: ${String((error as Error).cause ?? error)}`,
      );
    });
    if (accepted.includes(response.status)) return response;
    throw new BuildError(
      `failed to push ${whole}: ${await refusal(response, init.method ?? "GET", url)}`,
    );
  };
}

/** Returns the base64 of user:password for a host from a docker configuration. */
export function loginFor(host: string, dockerConfig: string | undefined): string | undefined {
  const file = path.join(dockerConfig ?? "", "config.json");
  if (dockerConfig === undefined || !existsSync(file)) return undefined;
  const config = JSON.parse(readFileSync(file, "utf8")) as {
    auths?: Record<string, { auth?: string }>;
  };
  return config.auths?.[host]?.auth;
}

/** The error codes that BuildKit's client knows. It shows every other code as `unknown`. */
const KNOWN = ["UNSUPPORTED", "UNAUTHORIZED", "DENIED", "UNAVAILABLE", "TOOMANYREQUESTS"];

/** Renders `denied: User: … is not authorized …`: the code in lower case with the registry's sentence. */
async function refusal(response: Response, method: string, url: URL): Promise<string> {
  const status = `unexpected status from ${method} request to ${url.href}: ${response.status} ${response.statusText}`;
  const text = await response.text();
  if (response.status === 401) return status;
  try {
    const { errors = [] } = JSON.parse(text) as { errors?: { code: string; message: string }[] };
    const [error] = errors;
    if (error !== undefined)
      return `${KNOWN.includes(error.code) ? error.code.toLowerCase() : "unknown"}: ${error.message}`;
  } catch {
    // The body may not be the registry's JSON. The status is enough then.
  }
  return status;
}

async function pushBlob({ digest, bytes }: Blob, { repository }: Name, send: Send): Promise<void> {
  const existing = await send(`/v2/${repository}/blobs/${digest}`, { method: "HEAD" }, [200, 404]);
  if (existing.status === 200) return;
  const begun = await send(`/v2/${repository}/blobs/uploads/`, { method: "POST" }, [202]);
  const location = new URL(begun.headers.get("location") ?? "", begun.url);
  location.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  await send(location.href, { method: "PUT", headers, body: new Uint8Array(bytes) }, [201, 204]);
}

async function pushManifest(
  { mediaType, bytes }: Blob,
  reference: string,
  { repository }: Name,
  send: Send,
): Promise<void> {
  const headers = { "content-type": mediaType };
  await send(
    `/v2/${repository}/manifests/${reference}`,
    { method: "PUT", headers, body: new Uint8Array(bytes) },
    [201],
  );
}
