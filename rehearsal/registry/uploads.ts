import type { Exchange, Reply } from "../base/http.ts";
import type { Parameters, Route } from "../base/routes.ts";
import { RegistryError } from "./errors.ts";
import type { Images } from "./images.ts";

const UPLOAD = "/v2/:name*/blobs/uploads/:id";

/** Pushing blobs: at once, in chunks, or by mounting one from another repository. */
export const UPLOAD_ROUTES: Route<Images>[] = [
  {
    method: "POST",
    pattern: "/v2/:name*/blobs/uploads/",
    operation: "registry:StartUpload",
    handle: begin,
  },
  {
    method: "POST",
    pattern: "/v2/:name*/blobs/uploads",
    operation: "registry:StartUpload",
    handle: begin,
  },
  { method: "GET", pattern: UPLOAD, operation: "registry:GetUpload", handle: status },
  { method: "PATCH", pattern: UPLOAD, operation: "registry:UploadChunk", handle: append },
  { method: "PUT", pattern: UPLOAD, operation: "registry:FinishUpload", handle: finish },
  { method: "DELETE", pattern: UPLOAD, operation: "registry:CancelUpload", handle: cancel },
];

async function begin(
  exchange: Exchange,
  { name = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  images.check({ action: "push", repository: name });
  const query = exchange.url.searchParams;
  const mount = query.get("mount");
  if (mount !== null && images.hasBlob(query.get("from") ?? "", mount)) {
    images.check({ action: "pull", repository: query.get("from") ?? "" });
    images.linkBlob(name, mount);
    return created(name, mount);
  }
  const id = images.blobs.begin(name);
  const digest = query.get("digest");
  if (digest === null) return accepted(exchange, name, id, 0);
  await images.blobs.append(id, name, exchange.request);
  return complete(images, name, id, digest);
}

function status(exchange: Exchange, { name = "", id = "" }: Parameters, images: Images): Reply {
  const size = images.blobs.received(id, name);
  return { ...accepted(exchange, name, id, size), status: 204 };
}

async function append(
  exchange: Exchange,
  { name = "", id = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  const size = await images.blobs.append(id, name, exchange.request, startOf(exchange));
  return accepted(exchange, name, id, size);
}

async function finish(
  exchange: Exchange,
  { name = "", id = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  const digest = exchange.url.searchParams.get("digest");
  if (digest === null) throw new RegistryError("DIGEST_INVALID", "the query has no digest");
  await images.blobs.append(id, name, exchange.request, startOf(exchange));
  return complete(images, name, id, digest);
}

async function cancel(
  _: Exchange,
  { name = "", id = "" }: Parameters,
  images: Images,
): Promise<Reply> {
  await images.blobs.cancel(id, name);
  return { status: 204 };
}

async function complete(images: Images, name: string, id: string, digest: string): Promise<Reply> {
  await images.blobs.finish(id, name, digest);
  images.linkBlob(name, digest);
  return created(name, digest);
}

function created(name: string, digest: string): Reply {
  const headers = { location: `/v2/${name}/blobs/${digest}`, "docker-content-digest": digest };
  return { status: 201, headers };
}

function accepted(exchange: Exchange, name: string, id: string, size: number): Reply {
  const headers = {
    // Absolute, as Docker's registry has it: older clients do not resolve a relative one.
    location: `http://${exchange.header("host")}/v2/${name}/blobs/uploads/${id}`,
    "docker-upload-uuid": id,
    range: `0-${Math.max(size - 1, 0)}`,
  };
  return { status: 202, headers };
}

function startOf(exchange: Exchange): number | undefined {
  const range = /^(?:bytes )?(\d+)-\d+/.exec(exchange.header("content-range"));
  return range === null ? undefined : Number(range[1]);
}
