import { createHash } from "node:crypto";

/** A client of the registry at an address. */
export interface RegistryClient {
  url: string;
  authorization?: string;
}

export interface Request {
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** The answer of a registry, without addresses, upload ids and messages for people. */
export interface Seen {
  status: number;
  /** Codes of the error document. */
  errors?: string[];
  /** Any other JSON. */
  json?: unknown;
  /** Any other body. */
  text?: string;
  [header: string]: unknown;
}

const HEADERS = [
  "content-type",
  "docker-content-digest",
  "docker-distribution-api-version",
  "range",
];

export function digestOf(data: string | Buffer): string {
  return `sha256:${createHash("sha256").update(data).digest("hex")}`;
}

export function send(
  client: RegistryClient,
  method: string,
  path: string,
  { headers = {}, body }: Request = {},
): Promise<Response> {
  const { url, authorization } = client;
  return fetch(path.startsWith("http") ? path : url + path, {
    method,
    headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
  });
}

/** Sends a request and returns the whole observation. */
export async function ask(
  client: RegistryClient,
  method: string,
  path: string,
  request: Request = {},
): Promise<Seen> {
  return seen(await send(client, method, path, request));
}

export async function seen(response: Response): Promise<Seen> {
  const text = await response.text();
  const headers: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = response.headers.get(name);
    // The content type of an error is left out, because it is for people like the message.
    if (value !== null && (response.ok || name !== "content-type"))
      headers[name] = name === "content-type" ? (value.split(";")[0] ?? "") : value;
  }
  const location = response.headers.get("location");
  return {
    status: response.status,
    ...headers,
    ...(location === null ? {} : { location: withoutIds(location) }),
    ...bodyOf(text),
  };
}

function bodyOf(text: string): Partial<Seen> {
  if (text === "") return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { text };
  }
  const { errors } = json as { errors?: { code: string }[] };
  return errors === undefined ? { json } : { errors: errors.map(({ code }) => code) };
}

/** Returns `http://host/v2/name/blobs/uploads/ID?_state=…` as `/v2/name/blobs/uploads/ID`. */
function withoutIds(location: string): string {
  const { pathname } = new URL(location, "http://registry");
  return pathname.replace(/uploads\/[^/]+$/, "uploads/ID");
}

/** Starts an upload and returns the address for the next request. @throws Error if the registry refuses */
export async function begin(client: RegistryClient, repository: string): Promise<string> {
  return next(client, await send(client, "POST", `/v2/${repository}/blobs/uploads/`));
}

/** Returns the address for the next request from an answer. @throws Error with the refusal if the registry refused */
export function next(client: RegistryClient, response: Response): string {
  const location = response.headers.get("location");
  if (!response.ok || location === null)
    throw new Error(`${String(response.status)} without a location`);
  return new URL(location, client.url).href;
}

export function withDigest(address: string, digest: string): string {
  const url = new URL(address);
  url.searchParams.set("digest", digest);
  return url.href;
}

/** Pushes a blob in one piece: POST, then PUT. @throws Error with the refusal if the registry refuses */
export async function pushBlob(
  client: RegistryClient,
  repository: string,
  bytes: Buffer,
): Promise<void> {
  const address = withDigest(await begin(client, repository), digestOf(bytes));
  const done = await send(client, "PUT", address, { body: bytes });
  if (done.status !== 201) throw new Error(`${String(done.status)} ${await done.text()}`);
}
