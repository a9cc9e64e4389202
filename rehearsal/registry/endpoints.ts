import { json, type Exchange, type Reply } from "../base/http.ts";
import type { Parameters, Route } from "../base/routes.ts";
import { RegistryError } from "./errors.ts";
import type { Images, ManifestEntry } from "./images.ts";
import { MEDIA_TYPES } from "./manifest.ts";
import { UPLOAD_ROUTES } from "./uploads.ts";

/** The distribution specification's table. HEAD is served by GET's line. */
export const ROUTES: Route<Images>[] = [
  {
    method: "GET",
    pattern: "/v2/",
    operation: "registry:Ping",
    handle: () => json(200, {}),
  },
  {
    method: "GET",
    pattern: "/v2",
    operation: "registry:Ping",
    handle: () => json(200, {}),
  },
  { method: "GET", pattern: "/v2/:name*/tags/list", operation: "registry:ListTags", handle: tags },
  {
    method: "GET",
    pattern: "/v2/:name*/referrers/:digest",
    operation: "registry:ListReferrers",
    handle: referrers,
  },
  {
    method: "GET",
    pattern: "/v2/:name*/manifests/:reference",
    operation: "registry:GetManifest",
    handle: getManifest,
  },
  {
    method: "PUT",
    pattern: "/v2/:name*/manifests/:reference",
    operation: "registry:PutManifest",
    handle: putManifest,
  },
  {
    method: "DELETE",
    pattern: "/v2/:name*/manifests/:reference",
    operation: "registry:DeleteManifest",
    handle: deleteManifest,
  },
  ...UPLOAD_ROUTES,
  {
    method: "GET",
    pattern: "/v2/:name*/blobs/:digest",
    operation: "registry:GetBlob",
    handle: getBlob,
  },
  {
    method: "DELETE",
    pattern: "/v2/:name*/blobs/:digest",
    operation: "registry:DeleteBlob",
    handle: deleteBlob,
  },
];

function tags({ url }: Exchange, { name = "" }: Parameters, images: Images): Reply {
  images.check({ action: "pull", repository: name });
  if (!images.repositories().includes(name))
    throw new RegistryError("NAME_UNKNOWN", `repository name not known to registry`, { name });
  const all = Object.keys(images.tags(name)).sort();
  const last = url.searchParams.get("last");
  const rest = last === null ? all : all.filter((tag) => tag > last);
  const count = Number(url.searchParams.get("n") ?? rest.length);
  const page = rest.slice(0, count);
  const more = rest.length > page.length && page.length > 0;
  const next = `</v2/${name}/tags/list?n=${count}&last=${page.at(-1) ?? ""}>; rel="next"`;
  return json(200, { name, tags: page }, more ? { link: next } : {});
}

function referrers(
  { url }: Exchange,
  { name = "", digest = "" }: Parameters,
  images: Images,
): Reply {
  images.check({ action: "pull", repository: name });
  const wanted = url.searchParams.get("artifactType");
  const manifests = images
    .referrers(name, digest)
    .filter(({ artifactType }) => wanted === null || artifactType === wanted)
    .map(({ mediaType, digest, size, artifactType, annotations }) => ({
      mediaType,
      digest,
      size,
      ...(artifactType !== undefined && { artifactType }),
      ...(annotations !== undefined && { annotations }),
    }));
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests };
  const filtered = wanted === null ? {} : { "oci-filters-applied": "artifactType" };
  return json(200, index, filtered, MEDIA_TYPES.ociIndex);
}

function found(images: Images, name: string, reference: string): ManifestEntry {
  images.check({ action: "pull", repository: name });
  const entry = images.find(name, reference);
  if (entry === undefined)
    throw new RegistryError("MANIFEST_UNKNOWN", "manifest unknown", { name, reference });
  return entry;
}

async function getManifest(
  exchange: Exchange,
  { name = "", reference = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  const { digest, mediaType } = found(images, name, reference);
  const headers = {
    "content-type": mediaType,
    "docker-content-digest": digest,
    etag: `"${digest}"`,
  };
  if (isKnown(exchange, headers.etag)) return { status: 304, headers };
  return { status: 200, headers, body: await images.blobs.read(digest) };
}

async function putManifest(
  exchange: Exchange,
  { name = "", reference = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  images.check({ action: "push", repository: name });
  const bytes = await exchange.body();
  if (bytes.length > 4 * 1024 * 1024)
    throw new RegistryError("SIZE_INVALID", "manifest is larger than 4 MiB");
  const entry = await images.put(name, reference, bytes, exchange.header("content-type"));
  const headers = {
    location: `/v2/${name}/manifests/${entry.digest}`,
    "docker-content-digest": entry.digest,
    ...(entry.subject !== undefined && { "oci-subject": entry.subject }),
  };
  return { status: 201, headers };
}

function deleteManifest(
  _: Exchange,
  { name = "", reference = "" }: Parameters,
  images: Images,
): Reply {
  const { digest } = found(images, name, reference);
  if (reference === digest) images.removeManifest(name, digest);
  else images.removeTag(name, reference);
  return { status: 202 };
}

function isKnown(exchange: Exchange, etag: string): boolean {
  return exchange
    .header("if-none-match")
    .split(/\s*,\s*/)
    .includes(etag);
}

/** Images that need the blob can no longer be pulled: the specification leaves that to the client. */
function deleteBlob(_: Exchange, { name = "", digest = "" }: Parameters, images: Images): Reply {
  images.check({ action: "push", repository: name });
  if (!images.hasBlob(name, digest))
    throw new RegistryError("BLOB_UNKNOWN", "blob unknown to registry", { digest });
  images.unlinkBlob(name, digest);
  return { status: 202 };
}

function getBlob(
  exchange: Exchange,
  { name = "", digest = "" }: Parameters,
  images: Images,
): Reply {
  images.check({ action: "pull", repository: name });
  if (!images.hasBlob(name, digest))
    throw new RegistryError("BLOB_UNKNOWN", "blob unknown to registry", { digest });
  const size = images.blobs.size(digest);
  const headers = {
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
    "accept-ranges": "bytes",
    etag: `"${digest}"`,
  };
  if (isKnown(exchange, headers.etag)) return { status: 304, headers };
  const range = rangeOf(exchange.header("range"), size);
  if (range === undefined) {
    const whole = { ...headers, "content-length": String(size) };
    return { status: 200, headers: whole, body: images.blobs.stream(digest) };
  }
  const { start, end } = range;
  if (start > end) return { status: 416, headers: { "content-range": `bytes */${size}` } };
  const part = {
    ...headers,
    "content-length": String(end - start + 1),
    "content-range": `bytes ${start}-${end}/${size}`,
  };
  return { status: 206, headers: part, body: images.blobs.stream(digest, range) };
}

/** First and last byte that are asked for; the first is behind the last when there are no such bytes. */
function rangeOf(header: string, size: number): { start: number; end: number } | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return { start: Math.max(size - Number(last), 0), end: size - 1 };
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return { start: Number(first), end };
}
