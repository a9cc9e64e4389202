import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { placeOf } from "../../../lib/terraform/annotate.ts";
import { deduplicate } from "../../../lib/terraform/events.ts";
import type { Diagnostic } from "../../../lib/terraform/events.ts";
import { TerraformError } from "../../../lib/terraform/failures.ts";
import { originalOf } from "../../../lib/terraform/planning-copy.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Document } from "./document.ts";
import { MARKDOWN, oneLine, plural } from "./text.ts";

/** The report of a failed plan names so many errors; the fold below has all of them. */
const NAMED = 10;
const LONGEST_DETAIL = 400;

/** The report of a failed plan, with each error and its place in the repository above all else. */
export function withDiagnostics(
  document: Document,
  error: unknown,
  rootModule: Pick<RootModule, "job" | "directory">,
): Document {
  if (!(error instanceof TerraformError) || error.errors.length === 0) return document;
  const errors = deduplicate(error.errors).map(({ diagnostic }) => diagnostic);
  const lines = errors.slice(0, NAMED).map((one) => `- ${describe(one, rootModule)}`);
  if (errors.length > NAMED) lines.push(`- and ${plural(errors.length - NAMED, "more error")}`);
  const head = { ...document.head, alerts: [lines.join("\n"), ...document.head.alerts] };
  // Of a failure with a reason of its own, such as a lock, the message says more than the first error does.
  if (error.reason !== "plan-failed") return { ...document, head };
  return { ...document, head: { ...head, short: shortOf(errors, rootModule) } };
}

const LONGEST_SHORT = 120;

/** The first error and its place in the repository, for an index. */
function shortOf(
  errors: readonly Diagnostic[],
  { job, directory }: Pick<RootModule, "job" | "directory">,
): string {
  const [first] = errors;
  if (first === undefined) return "";
  const { file, startLine } = placeOf(first, originalOf(directory, job), job.checkout);
  const where =
    file === undefined ? "" : ` at ${file}${startLine === undefined ? "" : `:${startLine}`}`;
  const summary = oneLine(job.redactor.redact(first.summary));
  const text = `${summary.slice(0, LONGEST_SHORT).toWellFormed()}${job.redactor.redact(where)}`;
  return errors.length === 1 ? text : `${text}, and ${plural(errors.length - 1, "more error")}`;
}

function describe(
  diagnostic: Diagnostic,
  { job, directory }: Pick<RootModule, "job" | "directory">,
): string {
  const { redact } = job.redactor;
  const { summary, detail, address } = diagnostic;
  const place = placeOf(diagnostic, originalOf(directory, job), job.checkout);
  const about = address === undefined ? "" : ` in ${MARKDOWN.code(address)}`;
  const text = `**${escapeMarkdown(redact(summary))}**${about}`;
  const more = redact(detail.trim()).replaceAll(/\s+/g, " ");
  const cut = more.length > LONGEST_DETAIL ? `${more.slice(0, LONGEST_DETAIL)} …` : more;
  const explained = cut === "" ? text : `${text}: ${escapeMarkdown(cut.toWellFormed())}`;
  return place.file === undefined
    ? explained
    : `${linkTo(place.file, place.startLine, job)} ${explained}`;
}

/** A link to the line at the planned commit. */
function linkTo(
  file: string,
  line: number | undefined,
  { context }: Pick<RootModule["job"], "context">,
): string {
  const name = MARKDOWN.code(line === undefined ? file : `${file}:${line}`);
  const path = file.split("/").map(encodeSegment).join("/");
  const anchor = line === undefined ? "" : `#L${line}`;
  return `[${name}](${context.serverUrl}/${context.repository}/blob/${context.headSha}/${path}${anchor})`;
}

/** A parenthesis would end the address of a link in Markdown. */
const encodeSegment = (name: string): string =>
  encodeURIComponent(name).replaceAll("(", "%28").replaceAll(")", "%29");
