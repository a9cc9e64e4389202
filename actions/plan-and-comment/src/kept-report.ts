import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import type { Creation } from "./publish.ts";
import type { Document } from "./report/document.ts";
import type { Subject } from "./report/subject.ts";

/** The report of a run as the main step knows it, for the post step: a cancel may leave no time to publish one. */
export interface KeptReport {
  subject: Subject;
  /** Redacted already. */
  document: Document;
  /** Operations that terraform was started to carry out; a replacement is two. */
  planned: number;
  /** The document says how the apply ended. */
  ended: boolean;
  /** `never`: only a comment that is there already is written. Default: as after a plan with changes. */
  create?: Creation;
  /** It is published, so that it needs to be published again only when something has changed. */
  published: boolean;
}

const NAME = "kept-report.json";

/** Keeps a report in the private folder; an earlier one is replaced. */
export async function keepReport(job: Job, report: KeptReport): Promise<void> {
  await writePrivate(job, NAME, JSON.stringify(report));
}

/** The report that the main step kept; undefined when it had not come to its plan. */
export async function readKeptReport({
  temporaryDirectory,
}: Pick<Job, "temporaryDirectory">): Promise<KeptReport | undefined> {
  try {
    const text = await readFile(path.join(temporaryDirectory, NAME), "utf8");
    return JSON.parse(text) as KeptReport;
  } catch {
    // It was never written, or the step was killed while it was.
    return undefined;
  }
}
