import { code, codeCell, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { table } from "../../../lib/markdown/layout.ts";
import type { Current } from "../../../lib/releases/current.ts";
import { isUnusableRecord, listReleases, readRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";

/** Most releases that are listed. */
const MOST = 20;

/**
 * Lists the recorded releases, newest first, in the log and in the summary, so that somebody can choose one.
 * @returns the error that ends the run: `release-needed`
 * @throws ActionError as `Store.read`
 */
export async function listForChoice(
  store: Store,
  current: Current | undefined,
  job: Pick<Job, "log" | "summarize">,
): Promise<ActionError> {
  const { environment } = store;
  const all = await listReleases(store);
  if (all.length === 0)
    return new ActionError({
      reason: "release-needed",
      message: `${environment} has no recorded release to go back to`,
      fix: "deploy first: a release is recorded once it is verified",
    });
  const listed: Listed[] = [];
  for (const id of all.slice(0, MOST)) listed.push(await describeRelease(store, id, current));
  const lines = listed.map(({ line }) => line);
  job.log.notice([`releases of ${environment}, the newest first:`, ...lines].join("\n"));
  const columns = ["Release", "Commit", "Verified", "Status", "By"];
  const rows = listed.map(({ row }) => row);
  job.summarize([`### Releases of ${code(environment)}`, table(columns, rows)].join("\n\n"));
  const more = all.length > MOST ? ` (the newest ${MOST} are listed)` : "";
  return new ActionError({
    reason: "release-needed",
    message: `no release is given, so nothing was changed. ${environment} has ${all.length} recorded release${all.length === 1 ? "" : "s"}${more}, listed above, and in the summary`,
    fix: "run it again with the id of one of them as release, and with a reason",
  });
}

/** A release in the log, and in the table of the summary. */
interface Listed {
  line: string;
  row: string[];
}

async function describeRelease(
  store: Store,
  id: string,
  current: Current | undefined,
): Promise<Listed> {
  const record = await readRecord(store, id).catch((error: unknown) => {
    if (!isUnusableRecord(error)) throw error;
    return undefined;
  });
  if (record === undefined)
    return {
      line: `${id} (its record cannot be used)`,
      row: [codeCell(id), "", "", "its record cannot be used", ""],
    };
  const { commit, verifiedAt, status, run, forwardOnly } = record;
  const isCurrent = id === current?.release;
  const marks = [
    ...(isCurrent ? [current.liveSince === undefined ? "last verified" : "live"] : []),
    ...(forwardOnly === true ? ["forward-only"] : []),
  ];
  const notes = marks.map((mark) => `, ${mark}`).join("");
  return {
    line: `${id} (commit ${commit.slice(0, 12)}, verified ${verifiedAt}, by ${run.actor}${notes})`,
    row: [
      codeCell(id) + (marks.length > 0 ? ` (${marks.join(", ")})` : ""),
      codeCell(commit.slice(0, 12)),
      ...[verifiedAt, status, run.actor].map(escapeMarkdown),
    ],
  };
}
