import { json, type Exchange, type Reply } from "../base/http.ts";
import type { Parameters, Route } from "../base/routes.ts";
import { RegistryError } from "./errors.ts";
import type { ManifestEntry } from "./image-store.ts";
import type { Images } from "./images.ts";
import { referrersReply } from "./referrers.ts";
import { UPLOAD_ROUTES } from "./uploads.ts";

/** In bytes; the limit of ECR and most registries. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

/**
 * The endpoints of the distribution specification that Docker, BuildKit and build-push-ecr use. GET routes also serve
 * HEAD. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints
 */
export const ROUTES: Route<Images>[] = [
  { method: "GET", pattern: "/v2/", operation: "registry:Ping", handle: () => json(200, {}) },
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
    method: "GET",
    pattern: "/v2/:name*/referrers/:digest",
    operation: "registry:ListReferrers",
    handle: listReferrers,
  },
  ...UPLOAD_ROUTES,
  {
    method: "GET",
    pattern: "/v2/:name*/blobs/:digest",
    operation: "registry:GetBlob",
    handle: getBlob,
  },
];

function findManifest(images: Images, name: string, reference: string): ManifestEntry {
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
  const { digest, mediaType } = findManifest(images, name, reference);
  const headers = { "content-type": mediaType, "docker-content-digest": digest };
  return { status: 200, headers, body: await images.blobs.read(digest) };
}

async function putManifest(
  exchange: Exchange,
  { name = "", reference = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  images.check({ action: "push", repository: name });
  const bytes = await exchange.body();
  if (bytes.length > LARGEST_MANIFEST)
    throw new RegistryError("SIZE_INVALID", "manifest is larger than 4 MiB");
  const contentType = exchange.header("content-type");
  const entry = await images.put(name, reference, { bytes, contentType });
  const { digest, subject } = entry;
  const headers = {
    location: `/v2/${name}/manifests/${digest}`,
    "docker-content-digest": digest,
    ...(subject !== undefined && { "oci-subject": subject }),
  };
  return { status: 201, headers };
}

function listReferrers(_: Exchange, { name = "", digest = "" }: Parameters, images: Images): Reply {
  images.check({ action: "pull", repository: name });
  return referrersReply(images, name, digest);
}

function getBlob(_: Exchange, { name = "", digest = "" }: Parameters, images: Images): Reply {
  images.check({ action: "pull", repository: name });
  if (!images.hasBlob(name, digest))
    throw new RegistryError("BLOB_UNKNOWN", "blob unknown to registry", { digest });
  const headers = {
    "content-type": "application/octet-stream",
    "content-length": String(images.blobs.size(digest)),
    "docker-content-digest": digest,
  };
  return { status: 200, headers, body: images.blobs.stream(digest) };
}
