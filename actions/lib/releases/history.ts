import * as z from "zod/mini";
import { ActionError } from "../runtime/errors.ts";
import type { Log } from "../runtime/job.ts";
import { SCHEMA, documentBytes, parseDocument } from "./documents.ts";
import { holderForm } from "./holder.ts";
import type { Holder } from "./holder.ts";
import type { Store } from "./store.ts";
import { compactTime, timeOfName } from "./time.ts";

const FOLDER = "history/";
/** Requests at the same time. */
const PARALLEL = 8;
const optionalText = z.optional(z.string());

/** The events that can be recorded. */
const happenings = {
  /** A run that changed the environment, or tried to, has ended. */
  outcome: z.object({
    kind: z.literal("outcome"),
    /** Like the output `status` of kube-deploy, such as healthy, rolled-back or partial. */
    status: z.string(),
    /** The verified release that runs since then. Without it, what runs is not a verified release. */
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
    /** The failure reason of the refusal that the override prevented. */
    failureReason: z.string(),
    detail: z.string(),
    /** Why the person overrode the rule. */
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
    /** The job that held the lease. */
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
  /** Time by the clock of the store, ISO 8601. */
  time: z.iso.datetime(),
  /** The job that recorded it. */
  by: holderForm,
  event: happeningForm,
});

export type Happening = z.infer<typeof happeningForm>;
/** An entry of the audit trail. */
export type HistoryEntry = z.infer<typeof eventForm>;

/** The most entries of one kind that one run can add in one second. */
const MOST = 9;

/**
 * The most milliseconds by which two jobs can differ in their estimate of the store's clock, rounded up to whole
 * seconds.
 */
const CLOCK_DIFFERENCE = 2000;

/**
 * Adds an entry to the audit trail, after all existing entries. Entries are never replaced or removed.
 * @returns its name in the store
 * @throws ActionError as `Store.read`
 */
export async function appendHistory(store: Store, by: Holder, event: Happening): Promise<string> {
  const next = await timeOfNextEntry(store);
  const { environment } = store;
  const time = next.toISOString();
  const bytes = documentBytes({ schema: SCHEMA, environment, time, by, event });
  const start = `${FOLDER}${compactTime(next)}-${by.runId}-${by.runAttempt}-${event.kind}`;
  for (let count = 1; count <= MOST; count += 1) {
    const name = count === 1 ? `${start}.json` : `${start}-${count}.json`;
    if ((await store.create(name, bytes)) !== undefined) return name;
  }
  throw new ActionError({
    reason: "store-refused",
    message: `${store.address}/${start}.json and the names after it are taken`,
    fix: "look at these objects: no run writes so many of them in a few seconds",
  });
}

/**
 * Returns now, but at least a second after the newest entry: names have whole seconds, and each job estimates the clock
 * of the store itself. Otherwise a refusal because of what another run made live could sort before that run's entry.
 */
async function timeOfNextEntry(store: Store): Promise<Date> {
  const now = await store.now();
  const latest = now + CLOCK_DIFFERENCE;
  const [from, to] = [now, latest].map((time) => compactTime(new Date(time)));
  const names = await store.list(`${FOLDER}${commonStart(from, to)}`);
  const times = names.map((name) => timeOfName(name.slice(FOLDER.length)) ?? 0);
  const newest = Math.max(0, ...times.filter((time) => time <= latest));
  return new Date(Math.max(now, newest + 1000));
}

/** Returns the common beginning of two texts. */
function commonStart(a = "", b = ""): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

/** Selects the entries to read. Empty = all entries. */
interface Selection {
  /** Milliseconds since the epoch. Older entries are not read. */
  since?: number;
  kind?: Happening["kind"];
}

/**
 * Reads the audit trail, oldest entry first.
 * @throws ActionError `store-unreadable`, and as `Store.read`
 */
export async function readHistory(
  store: Store,
  selection: Selection = {},
): Promise<HistoryEntry[]> {
  const entries = await readEntries(store, selection, (_, bytes, address) =>
    parseDocument(address, bytes, eventForm),
  );
  return entries.sort(byTime);
}

/** What was live after a run had ended. */
export interface Outcome {
  /** ISO 8601. */
  time: string;
  /** Id of the verified release; undefined = what ran was not verified. */
  live: string | undefined;
}

/**
 * Reads how runs ended, the oldest first. After an entry that cannot be read, no verified release counts as live,
 * because nobody knows what the entry said. This may make a release wait longer, but lets none through earlier.
 * @param since milliseconds since the epoch: older entries are not read
 * @throws ActionError as `Store.read`
 */
export async function readOutcomes(
  store: Store,
  since: number,
  log: Pick<Log, "warning">,
): Promise<Outcome[]> {
  const selection = { since, kind: "outcome" } as const;
  const outcomes = await readEntries(store, selection, (name, bytes, address) => {
    try {
      const { event, time } = parseDocument(address, bytes, eventForm);
      return { time, live: event.kind === "outcome" ? event.live : undefined };
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      log.warning(`${error.message}. Nothing counts as live after it`);
      const time = timeOfName(name.slice(FOLDER.length)) ?? 0;
      return { time: new Date(time).toISOString(), live: undefined };
    }
  });
  return outcomes.sort(byTime);
}

async function readEntries<T>(
  store: Store,
  { since, kind }: Selection,
  parse: (name: string, bytes: Uint8Array, address: string) => T,
): Promise<T[]> {
  const first = since === undefined ? "" : `${FOLDER}${compactTime(new Date(since))}`;
  const ofKind = new RegExp(`-${kind ?? ".*"}(?:-\\d+)?\\.json$`);
  const names = (await store.list(FOLDER)).filter((name) => name >= first && ofKind.test(name));
  const entries: T[] = [];
  for (let at = 0; at < names.length; at += PARALLEL) {
    const some = names.slice(at, at + PARALLEL);
    const stored = await Promise.all(some.map((name) => store.read(name)));
    for (const [index, name] of some.entries()) {
      const found = stored[index];
      if (found !== undefined) entries.push(parse(name, found.bytes, `${store.address}/${name}`));
    }
  }
  return entries;
}

const byTime = (a: { time: string }, b: { time: string }): number =>
  Date.parse(a.time) - Date.parse(b.time);
