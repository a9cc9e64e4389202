import { describeMissing } from "../../../lib/github/advice.ts";
import { readRejections } from "../../../lib/github/rejections.ts";
import type { Rejection } from "../../../lib/github/rejections.ts";
import { appendHistory, readHistory } from "../../../lib/releases/history.ts";
import { holderOf } from "../../../lib/releases/holder.ts";
import type { Recording } from "./recording.ts";

/** Most entries that one deployment adds. */
const MOST = 5;
/** Milliseconds. Older entries are not compared: GitHub waits at most 30 days for an approval. */
const AGE = 60 * 24 * 60 * 60_000;

/**
 * Copies rejections of earlier runs into the history: GitHub starts no job in a rejected run that could do so. If they
 * cannot be copied, there is only a notice: the deployment does not fail.
 */
export async function recordRejections({ inputs, rootModule, store }: Recording): Promise<void> {
  const { job } = rootModule;
  const { environment, githubToken } = inputs;
  if (githubToken === undefined) return;
  try {
    const found = await readRejections(environment, githubToken, job.context);
    if (found.length === 0) return;
    const since = (await store.now()) - AGE;
    const known = new Set<string>();
    for (const { event } of await readHistory(store, { since, kind: "rejection" }))
      if (event.kind === "rejection") known.add(keyOf(event));
    const missing = found.filter((rejection) => !known.has(keyOf(rejection)));
    for (const { run, person, comment } of missing.slice(0, MOST)) {
      await appendHistory(store, holderOf(job.context), {
        kind: "rejection",
        run,
        person,
        comment,
      });
      job.log.info(`recorded that ${person} rejected ${run}`);
    }
  } catch (error) {
    job.log.notice(
      `rejections of earlier runs are not recorded: ${describeMissing(error, githubToken, "actions: read")}`,
    );
  }
}

const keyOf = ({ run, person, comment }: Rejection): string =>
  JSON.stringify([run, person, comment]);
