import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import type { Creation } from "./publish.ts";
import type { Document } from "./report/document.ts";
import type { Subject } from "./report/subject.ts";

/**
 * The report of a run as the main step knows it. It is kept for the post step, because a cancel may leave no time to
 * publish a report.
 */
export interface KeptReport {
  subject: Subject;
  /** Already redacted. */
  document: Document;
  /** Number of operations that terraform was started to carry out. A replacement is two operations. */
  planned: number;
  /** Whether the document says how the apply ended. */
  ended: boolean;
  /** `never`: only an existing comment is updated. Default: as after a plan with changes. */
  create?: Creation;
  /** Whether the report is published. Then it is published again only if something has changed. */
  published: boolean;
}

const NAME = "kept-report.json";

/** Keeps a report in the private folder, and replaces an earlier one. */
export async function keepReport(job: Job, report: KeptReport): Promise<void> {
  await writePrivate(job, NAME, JSON.stringify(report));
}

/** Reads the report that the main step kept; undefined if the main step had not come to its plan. */
export async function readKeptReport({
  temporaryDirectory,
}: Pick<Job, "temporaryDirectory">): Promise<KeptReport | undefined> {
  try {
    const text = await readFile(path.join(temporaryDirectory, NAME), "utf8");
    return JSON.parse(text) as KeptReport;
  } catch {
    // The file was never written, or the step was killed while it wrote the file.
    return undefined;
  }
}
