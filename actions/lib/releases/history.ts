import * as z from "zod/mini";
import { ActionError } from "../runtime/errors.ts";
import { SCHEMA, documentBytes, parseDocument } from "./documents.ts";
import { holderForm } from "./holder.ts";
import type { Holder } from "./holder.ts";
import type { Store } from "./store.ts";
import { compactTime } from "./time.ts";

const FOLDER = "history/";
const optionalText = z.optional(z.string());

/** What can happen. */
const happenings = {
  /** A run that changed the environment, or tried to, has ended. */
  outcome: z.object({
    kind: z.literal("outcome"),
    /** As the output `status` of kube-deploy, such as healthy, rolled-back or partial. */
    status: z.string(),
    /** The verified release that runs since then; without it, what runs is not a verified release. */
    live: optionalText,
    failureReason: optionalText,
    detail: optionalText,
  }),
  /** A run was not allowed to change the environment: held, frozen, not eligible, superseded. */
  refusal: z.object({
    kind: z.literal("refusal"),
    failureReason: z.string(),
    detail: z.string(),
    release: optionalText,
  }),
  /** A person let a run change the environment against a rule. */
  override: z.object({
    kind: z.literal("override"),
    /** As of the refusal that it would have been. */
    failureReason: z.string(),
    detail: z.string(),
    /** Why. */
    reason: z.string(),
  }),
  /** A person rejected a run that waited for approval. GitHub lets no job of that run record it. */
  rejection: z.object({
    kind: z.literal("rejection"),
    /** Address of the rejected run. */
    run: z.string(),
    person: z.string(),
    comment: z.string(),
  }),
  /** An approved run took the lease away from another one. */
  leaseBroken: z.object({
    kind: z.literal("lease-broken"),
    /** Who held it. */
    holder: holderForm,
    reason: z.string(),
  }),
};

const happeningForm = z.discriminatedUnion("kind", [
  happenings.outcome,
  happenings.refusal,
  happenings.override,
  happenings.rejection,
  happenings.leaseBroken,
]);

const eventForm = z.object({
  schema: z.literal(SCHEMA),
  environment: z.string(),
  /** By the clock of the store, ISO 8601. */
  time: z.iso.datetime(),
  /** The job that recorded it. */
  by: holderForm,
  event: happeningForm,
});

export type Happening = z.infer<typeof happeningForm>;
/** An entry of the audit trail. */
export type HistoryEntry = z.infer<typeof eventForm>;

/** Most entries that one run can add of one kind in one second. */
const MOST = 9;

/**
 * Adds an entry to the audit trail. Entries are never replaced or removed.
 * @returns its name in the store
 * @throws ActionError as `Store.read`
 */
export async function appendHistory(store: Store, by: Holder, event: Happening): Promise<string> {
  const now = new Date(await store.now());
  const { environment } = store;
  const time = now.toISOString();
  const bytes = documentBytes({ schema: SCHEMA, environment, time, by, event });
  const start = `${FOLDER}${compactTime(now)}-${by.runId}-${by.runAttempt}-${event.kind}`;
  for (let count = 1; count <= MOST; count += 1) {
    const name = count === 1 ? `${start}.json` : `${start}-${count}.json`;
    if ((await store.create(name, bytes)) !== undefined) return name;
  }
  throw new ActionError({
    reason: "store-refused",
    message: `${store.address}/${start}.json and the names after it are taken`,
    fix: "look at these objects: no run writes so many of them in one second",
  });
}

/** Which entries are read; without anything, all. */
interface Selection {
  /** Milliseconds since the epoch: older entries are not read. */
  since?: number;
  kind?: Happening["kind"];
}

/**
 * Reads the audit trail, oldest entry first.
 * @throws ActionError `store-unreadable`, and as `Store.read`
 */
export async function readHistory(
  store: Store,
  { since, kind }: Selection = {},
): Promise<HistoryEntry[]> {
  const first = since === undefined ? "" : `${FOLDER}${compactTime(new Date(since))}`;
  const ofKind = new RegExp(`-${kind ?? ".*"}(?:-\\d+)?\\.json$`);
  const names = (await store.list(FOLDER)).filter((name) => name >= first && ofKind.test(name));
  const entries: HistoryEntry[] = [];
  for (const name of names) {
    const stored = await store.read(name);
    if (stored !== undefined)
      entries.push(parseDocument(`${store.address}/${name}`, stored.bytes, eventForm));
  }
  return entries.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}
