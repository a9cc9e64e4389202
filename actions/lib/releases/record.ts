import * as z from "zod/mini";
import { DIGEST } from "../aws/input-types.ts";
import { ActionError } from "../runtime/errors.ts";
import type { FailureReason } from "../runtime/errors.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { SCHEMA, documentBytes, parseDocument } from "./documents.ts";
import { holderForm } from "./holder.ts";
import type { Store } from "./store.ts";
import { compactTime } from "./time.ts";

const FOLDER = "releases/";
/**
 * Time and hash of the content: ids sort in the same order as their times, and a record with other content has another
 * id.
 */
const ID = /^\d{8}T\d{6}Z-[0-9a-f]{12}$/;

const optionalText = z.optional(z.string());
const digest = z.string().check(z.regex(DIGEST));
/** SHA-256 by path; the paths are relative to the repository, with slashes. */
const fileHashes = z.record(z.string(), z.string().check(z.regex(/^[0-9a-f]{64}$/)));

const workspaceForm = z.object({
  /** Folder of the root module, relative to the repository, or `$/path` of the pipeline's own. */
  directory: z.string(),
  /** Files of the root module and its local modules. Their bytes are in the store. */
  files: fileHashes,
  variableFiles: fileHashes,
  tool: z.object({ name: z.string(), version: z.string() }),
  /** Versions by source address, such as registry.terraform.io/hashicorp/aws. */
  providers: z.record(z.string(), z.string()),
  planDigest: optionalText,
});

const observedForm = z.object({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  desired: z.number(),
  ready: z.number(),
  /** Digests that were seen running, by container: the value that the kubelet reports as imageID. */
  containers: z.record(z.string(), z.array(digest)),
});

const contentForm = z.object({
  schema: z.literal(SCHEMA),
  environment: z.string(),
  commit: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)),
  /** healthy: everything was seen running. partial: some workloads were not watched. */
  status: z.enum(["healthy", "partial"]),
  /** Time by the clock of the store, ISO 8601. */
  verifiedAt: z.iso.datetime(),
  /** A workspace that this pipeline does not manage is left out. */
  workspaces: z.object({
    infrastructure: z.optional(workspaceForm),
    kubernetes: z.optional(workspaceForm),
  }),
  /** The images that were given, by name. The repository has no registry host, because the host contains an account. */
  images: z.record(z.string(), z.object({ repository: z.string(), digest, tag: optionalText })),
  observed: z.array(observedForm),
  /** Non-sensitive outputs of the infrastructure: the text of a JSON object, so that numbers keep their digits. */
  outputs: z.string(),
  run: holderForm,
  approvals: z.array(
    z.object({ person: z.string(), state: z.string(), comment: z.string(), at: optionalText }),
  ),
  /** How long the release had to stay ready, counted from the moment when it was ready. */
  soak: z.optional(z.object({ seconds: z.number(), readySince: z.string() })),
  smokeTests: z.array(z.object({ name: z.string(), result: z.string() })),
  promotedFrom: z.optional(z.object({ environment: z.string(), release: z.string() })),
  /** Why a rule was not applied. */
  overrideReason: optionalText,
  /** The release must not be rolled back past: what it did to data cannot be undone by older code. */
  forwardOnly: z.optional(z.boolean()),
  url: optionalText,
});

const recordForm = z.extend(contentForm, { id: z.string().check(z.regex(ID)) });

/** The content of a release's record, before it has an id. */
export type ReleaseContent = z.infer<typeof contentForm>;
/** A release as it was verified. It never changes: its id is derived from its content. */
export type ReleaseRecord = z.infer<typeof recordForm>;

/** Returns the id of a content. */
const idOf = (content: ReleaseContent): string =>
  `${compactTime(new Date(content.verifiedAt))}-${sha256(canonicalJson(content)).slice(0, 12)}`;

const nameOf = (id: string): string => `${FOLDER}${id}.json`;

/**
 * Records a release. To record the same content again changes nothing.
 * @throws ActionError `release-damaged` if there is another record with the same id, and as `Store.read`
 */
export async function createRecord(store: Store, content: ReleaseContent): Promise<ReleaseRecord> {
  const id = idOf(content);
  const record: ReleaseRecord = { ...content, id };
  if ((await store.create(nameOf(id), documentBytes(record))) !== undefined) return record;
  // The same content may have been written with its names in another order.
  return await readRecord(store, id);
}

/**
 * Reads a release and checks that it still has the recorded content.
 * @throws ActionError `release-not-found`, `release-damaged`, `store-unreadable`, and as `Store.read`
 */
export async function readRecord(store: Store, id: string): Promise<ReleaseRecord> {
  const address = `${store.address}/${nameOf(id)}`;
  const stored = ID.test(id) ? await store.read(nameOf(id)) : undefined;
  if (stored === undefined) throw await notFound(store, id);
  const { id: written, ...content } = parseDocument(address, stored.bytes, recordForm);
  if (written !== id || idOf(content) !== id)
    throw new ActionError({
      reason: "release-damaged",
      message: `${address} does not have the content that its id stands for: it was changed after it was recorded`,
      fix: "choose another release; the versions of the object in S3 show what was changed and when, and the first one can be restored",
    });
  if (content.environment !== store.environment)
    throw new ActionError({
      reason: "release-damaged",
      message: `${address} is a release of ${content.environment}, not of ${store.environment}`,
      fix: "choose another release; promote a release instead of copying its record",
    });
  return { ...content, id };
}

/**
 * Lists the ids of all releases of the environment, newest first.
 * @throws ActionError as `Store.read`
 */
export async function listReleases(store: Store): Promise<string[]> {
  const names = await store.list(FOLDER);
  return names
    .map((name) => name.slice(FOLDER.length).replace(/\.json$/, ""))
    .filter((id) => ID.test(id))
    .reverse();
}

const UNUSABLE: readonly FailureReason[] = [
  "release-damaged",
  "release-not-found",
  "store-unreadable",
];

/**
 * Returns whether the error is about a record that cannot be used although others may be usable: it was changed, cut
 * off or removed.
 */
export const isUnusableRecord = (error: unknown): error is ActionError =>
  error instanceof ActionError && UNUSABLE.includes(error.reason);

async function notFound(store: Store, id: string): Promise<ActionError> {
  const ids = await listReleases(store);
  const known = ids.length === 0 ? "it has none" : `the newest are ${ids.slice(0, 5).join(", ")}`;
  return new ActionError({
    reason: "release-not-found",
    message: `${store.environment} has no release "${id}"; ${known}`,
    fix:
      ids.length === 0
        ? `deploy to ${store.environment} first: a release is recorded when it was verified`
        : "give the id of one of its releases",
  });
}
