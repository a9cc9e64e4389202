import { randomBytes } from "node:crypto";
import type { Exchange, Reply } from "../../base/http.ts";
import type { Parameters, Route } from "../../base/routes.ts";
import type { ArtifactRecord } from "../records.ts";
import type { ArtifactContext } from "./service.ts";

type Access = "read" | "write";

/** Addresses that open one artifact to whoever holds them, for one purpose. */
export class SignedUrls {
  private readonly issued = new Map<string, { id: number; access: Access }>();
  private readonly base: () => string;

  constructor(base: () => string) {
    this.base = base;
  }

  make(id: number, access: Access): string {
    const signature = randomBytes(24).toString("base64url");
    this.issued.set(signature, { id, access });
    // The shape of a blob's address (account, container, blob): Azure's client takes it apart.
    return `${this.base()}/storage/artifacts/${id}.zip?sp=${access}&sig=${signature}`;
  }

  allows(signature: string, id: number, access: Access): boolean {
    const found = this.issued.get(signature);
    return found?.id === id && found.access === access;
  }
}

const BLOB = "/storage/artifacts/:id.zip";

/** Blob storage as the artifact client uses it: at once, or in blocks that a list puts in order. */
export const STORAGE_ROUTES: Route<ArtifactContext>[] = [
  { method: "PUT", pattern: BLOB, operation: "storage:Put", handle: put },
  { method: "GET", pattern: BLOB, operation: "storage:Get", handle: get },
];

/** Blocks that wait for their list, by artifact and block id. */
const blocksOf = new WeakMap<ArtifactRecord, Map<string, Buffer>>();

async function put(
  exchange: Exchange,
  { id = "" }: Parameters,
  context: ArtifactContext,
): Promise<Reply> {
  const record = open(exchange, Number(id), "write", context);
  if (record === undefined) return denied();
  const query = exchange.url.searchParams;
  const body = await exchange.body();
  const blocks = blocksOf.get(record) ?? new Map<string, Buffer>();
  blocksOf.set(record, blocks);
  if (query.get("comp") === "block") {
    blocks.set(query.get("blockid") ?? "", body);
    return created();
  }
  const bytes = query.get("comp") === "blocklist" ? joined(body, blocks) : body;
  if (bytes === undefined) return failure(400, "InvalidBlockList", "The block list is invalid.");
  record.content = context.world.contents.put(bytes);
  blocksOf.delete(record);
  context.world.save();
  return created();
}

function get(exchange: Exchange, { id = "" }: Parameters, context: ArtifactContext): Reply {
  const record = open(exchange, Number(id), "read", context);
  if (record?.content === undefined) return denied();
  const headers = {
    "content-type": record.mimeType,
    "content-disposition": `attachment; filename="${record.name}.zip"`,
  };
  return { status: 200, headers, body: context.world.contents.get(record.content) };
}

function open(
  { url }: Exchange,
  id: number,
  access: Access,
  { world, signedUrls }: ArtifactContext,
): ArtifactRecord | undefined {
  if (!signedUrls.allows(url.searchParams.get("sig") ?? "", id, access)) return undefined;
  return world.artifacts.find((record) => record.id === id);
}

function joined(list: Buffer, blocks: Map<string, Buffer>): Buffer | undefined {
  const ids = [...list.toString("utf8").matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)];
  const found = ids.map(([, id = ""]) => blocks.get(id));
  return found.includes(undefined) ? undefined : Buffer.concat(found as Buffer[]);
}

function created(): Reply {
  const headers = { etag: `"0x${randomBytes(7).toString("hex").toUpperCase()}"` };
  return { status: 201, headers: { ...headers, "last-modified": new Date().toUTCString() } };
}

function denied(): Reply {
  return failure(
    403,
    "AuthenticationFailed",
    "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
  );
}

function failure(status: number, code: string, message: string): Reply {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { "content-type": "application/xml", "x-ms-error-code": code }, body };
}
