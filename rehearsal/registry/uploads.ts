import type { Exchange, Reply } from "../base/http.ts";
import type { Parameters, Route } from "../base/routes.ts";
import { notServed, RegistryError } from "./errors.ts";
import type { Images } from "./images.ts";

const UPLOAD = "/v2/:name*/blobs/uploads/:id";

/**
 * The routes for pushing blobs. BuildKit sends POST and PUT. dockerd and skopeo send POST, PATCH with all bytes, and
 * PUT.
 */
export const UPLOAD_ROUTES: Route<Images>[] = [
  {
    method: "POST",
    pattern: "/v2/:name*/blobs/uploads/",
    operation: "registry:StartUpload",
    handle: begin,
  },
  { method: "PATCH", pattern: UPLOAD, operation: "registry:Upload", handle: append },
  { method: "PUT", pattern: UPLOAD, operation: "registry:FinishUpload", handle: finish },
];

/** Begins an upload, or mounts a blob of another repository if it exists there. */
function begin(exchange: Exchange, { name = "" }: Parameters, images: Images): Reply {
  images.check({ action: "push", repository: name });
  const query = exchange.url.searchParams;
  const mount = query.get("mount");
  const from = query.get("from") ?? "";
  if (mount === null || !images.hasBlob(from, mount))
    return accepted(exchange, name, images.blobs.begin(name), 0);
  images.check({ action: "pull", repository: from });
  return created(images, name, mount);
}

async function append(
  exchange: Exchange,
  { name = "", id = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  if (exchange.header("content-range") !== "") throw notServed("a chunk with Content-Range");
  return accepted(exchange, name, id, await images.blobs.append(id, name, exchange.request));
}

async function finish(
  exchange: Exchange,
  { name = "", id = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  const digest = exchange.url.searchParams.get("digest");
  if (digest === null) throw new RegistryError("DIGEST_INVALID", "the query has no digest");
  await images.blobs.append(id, name, exchange.request);
  await images.blobs.finish(id, name, digest);
  return created(images, name, digest);
}

function created(images: Images, name: string, digest: string): Reply {
  images.linkBlob(name, digest);
  const headers = { location: `/v2/${name}/blobs/${digest}`, "docker-content-digest": digest };
  return { status: 201, headers };
}

/** @param size bytes received so far */
function accepted(exchange: Exchange, name: string, id: string, size: number): Reply {
  const headers = {
    // An absolute address, as in Docker's registry: older clients do not resolve a relative one.
    location: `http://${exchange.header("host")}/v2/${name}/blobs/uploads/${id}`,
    "docker-upload-uuid": id,
    range: `0-${Math.max(size - 1, 0)}`,
  };
  return { status: 202, headers };
}
