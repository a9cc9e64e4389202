import { json, type Exchange, type Reply } from "../http.ts";
import type { Parameters, Route } from "../routes.ts";
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
    handle: () => json(200, {}, VERSION),
  },
  {
    method: "GET",
    pattern: "/v2",
    operation: "registry:Ping",
    handle: () => json(200, {}, VERSION),
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
];

const VERSION = { "docker-distribution-api-version": "registry/2.0" };

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
  return json(200, { name, tags: page }, { ...VERSION, ...(more && { link: next }) });
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
  return json(200, index, { ...VERSION, ...filtered }, MEDIA_TYPES.ociIndex);
}

function found(images: Images, name: string, reference: string): ManifestEntry {
  images.check({ action: "pull", repository: name });
  const entry = images.find(name, reference);
  if (entry === undefined)
    throw new RegistryError("MANIFEST_UNKNOWN", "manifest unknown", { name, reference });
  return entry;
}

async function getManifest(
  _: Exchange,
  { name = "", reference = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  const { digest, mediaType } = found(images, name, reference);
  const headers = {
    ...VERSION,
    "content-type": mediaType,
    "docker-content-digest": digest,
    etag: `"${digest}"`,
  };
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
    ...VERSION,
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
  return { status: 202, headers: VERSION };
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
    ...VERSION,
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
    "accept-ranges": "bytes",
    etag: `"${digest}"`,
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(exchange.header("range"));
  if (range === null) {
    const whole = { ...headers, "content-length": String(size) };
    return { status: 200, headers: whole, body: images.blobs.stream(digest) };
  }
  const start = Number(range[1]);
  const end = Math.min(range[2] === "" ? size - 1 : Number(range[2]), size - 1);
  if (start > end) return { status: 416, headers: { "content-range": `bytes */${size}` } };
  const part = {
    ...headers,
    "content-length": String(end - start + 1),
    "content-range": `bytes ${start}-${end}/${size}`,
  };
  return { status: 206, headers: part, body: images.blobs.stream(digest, { start, end }) };
}
