import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { FIRST_SCREEN, headText } from "../../../lib/plan-comment/head-text.ts";
import { placeOf } from "../../../lib/terraform/annotate.ts";
import { groupDiagnostics } from "../../../lib/terraform/diagnostic-groups.ts";
import type { DiagnosticGroup } from "../../../lib/terraform/diagnostic-groups.ts";
import type { Diagnostic } from "../../../lib/terraform/events.ts";
import { TerraformError } from "../../../lib/terraform/failures.ts";
import { originalOf } from "../../../lib/terraform/planning-place.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Document, Section } from "./document.ts";
import { MARKDOWN, count, oneLine, plural } from "./text.ts";

/** Maximum number of errors on the first screen. */
const NAMED = 10;
/** Maximum length of an error's own words, in characters: on the first screen, and in the fold that has all errors. */
const LONGEST_DETAIL = 400;
const WHOLE_DETAIL = 4_000;
/** Maximum number of places of one error: on the first screen, with links in the fold, and in the fold. */
const PLACES = 3;
const LINKED_PLACES = 8;
const WHOLE_PLACES = 40;
/** Characters of the first screen that are reserved for the status line and for the words about the rest. */
const BESIDE = 240;

type Failed = Pick<RootModule, "job" | "directory">;

/**
 * Adds the errors of a failed plan to its report, each with its places in the repository, above everything else. The
 * first screen has as many errors as fit, the last ones with fewer words. What does not fit is in a fold below.
 */
export function withDiagnostics(document: Document, error: unknown, rootModule: Failed): Document {
  if (!(error instanceof TerraformError) || error.errors.length === 0) return document;
  const errors = groupDiagnostics(error.errors);
  const room = FIRST_SCREEN - BESIDE - headText(document.head).length;
  const { lines, isWhole } = linesWithin(errors, room, rootModule);
  const head = { ...document.head, alerts: [lines.join("\n"), ...document.head.alerts] };
  const sections = isWhole
    ? document.sections
    : [allErrors(errors, rootModule), ...document.sections];
  // If a failure has a reason of its own, such as a lock, its message says more than the first error does.
  if (error.reason !== "plan-failed") return { ...document, head, sections };
  return { ...document, head: { ...head, short: shortOf(errors, rootModule) }, sections };
}

/** The forms of an error, from the most words to the fewest. */
const FORMS: readonly Form[] = [
  { isLink: true, detail: LONGEST_DETAIL, places: PLACES },
  { isLink: true, detail: 0, places: PLACES },
  { isLink: false, detail: 0, places: PLACES },
];

/**
 * Writes a line for each error. If room is short, it shortens lines from the last one on, and counts errors without a
 * line.
 */
function linesWithin(
  errors: readonly DiagnosticGroup[],
  room: number,
  rootModule: Failed,
): { lines: string[]; isWhole: boolean } {
  const write = (one: DiagnosticGroup, form: Form) => `- ${describe(one, rootModule, form)}`;
  const [first, ...shorter] = FORMS as readonly [Form, ...Form[]];
  const named = errors.slice(0, NAMED);
  const lines = named.map((one) => write(one, first));
  const size = () => lines.reduce((sum, line) => sum + line.length + 1, 0);
  const isComplete = errors.every(
    ({ diagnostic, places }) =>
      oneLineOf(diagnostic.detail).length <= LONGEST_DETAIL && places.length <= PLACES,
  );
  if (size() <= room && errors.length <= NAMED) return { lines, isWhole: isComplete };
  for (const form of shorter)
    for (let at = named.length - 1; at >= 0 && size() > room; at -= 1)
      lines[at] = write(named[at] as DiagnosticGroup, form);
  // The first error always stays: without it, nobody knows what failed.
  while (lines.length > 1 && size() > room) lines.pop();
  const rest = errors.length - lines.length;
  if (rest > 0) lines.push(`- and ${plural(rest, "more error")} below`);
  return { lines, isWhole: false };
}

const allErrors = (errors: readonly DiagnosticGroup[], rootModule: Failed): Section => ({
  title: errors.length === 1 ? "The whole error" : `All ${count(errors.length)} errors`,
  layout: "fold",
  items: errors.map((one) => {
    const isLink = one.places.length <= LINKED_PLACES;
    const title = describe(one, rootModule, { isLink, detail: WHOLE_DETAIL, places: WHOLE_PLACES });
    return { title, heading: title, body: "" };
  }),
});

/** Maximum length of an error's summary, and of the path of its file, in characters. */
const LONGEST_SHORT = 120;

/** Returns the first error and its place in the repository, for an index, and how many more errors there are. */
function shortOf(errors: readonly DiagnosticGroup[], { job, directory }: Failed): string {
  const [first] = errors;
  if (first === undefined) return "";
  const { diagnostic } = first;
  const { file, startLine } = placeOf(diagnostic, originalOf(directory, job), job.checkout);
  const { redact } = job.redactor;
  const line = startLine === undefined ? "" : `:${startLine}`;
  const where = file === undefined ? "" : ` at ${endOf(redact(file))}${line}`;
  const summary = oneLine(oneLineOf(redact(diagnostic.summary)));
  const text = `${summary.slice(0, LONGEST_SHORT).toWellFormed()}${where}`;
  const more = errors.reduce((sum, { times }) => sum + times, -1);
  return more === 0 ? text : `${text}, and ${plural(more, "more error")}`;
}

/** Returns a path without the beginning of a long one. */
const endOf = (file: string): string =>
  file.length <= LONGEST_SHORT ? file : `…${file.slice(-LONGEST_SHORT).toWellFormed()}`;

/** How much is said about an error. */
interface Form {
  isLink: boolean;
  /** Maximum length of the error's own words, in characters. */
  detail: number;
  /** Maximum number of its places. */
  places: number;
}

const oneLineOf = (detail: string): string => detail.trim().replaceAll(/\s+/g, " ");

/** Maximum length of a text in a line that somebody else has written, such as an address. */
const LONGEST_WORDS = 200;
/** Maximum length of what the tool says about a value. */
const LONGEST_VALUE = 100;

function describe(
  { diagnostic: { summary, detail }, places }: DiagnosticGroup,
  { job, directory }: Failed,
  form: Form,
): string {
  const { redact } = job.redactor;
  const values = places.map((one) => valuesText(one, redact));
  const areShared = values.every((one) => one === values[0]);
  const addresses = places.flatMap(({ address }) =>
    address === undefined ? [] : [MARKDOWN.code(address.slice(0, LONGEST_WORDS))],
  );
  const about = listed(addresses, form.places, "");
  const where = places.flatMap((one, at) => {
    const link = linkOf(one, { job, directory }, form);
    return link === "" ? [] : [`${link}${areShared ? "" : (values[at] ?? "")}`];
  });
  // Markdown ends nothing bold after a blank.
  const title = `**${escapeMarkdown(oneLineOf(redact(summary)).slice(0, LONGEST_WORDS).trimEnd())}**`;
  const text = about === "" ? title : `${title} in ${about}`;
  const more = form.detail === 0 ? "" : oneLineOf(redact(detail));
  const cut = more.length > form.detail ? `${more.slice(0, form.detail)} …` : more;
  const explained = cut === "" ? text : `${text}: ${escapeMarkdown(cut.toWellFormed())}`;
  const said = form.detail > 0 && areShared ? (values[0] ?? "") : "";
  return `${[listed(where, form.places, "place"), explained].filter(Boolean).join(" ")}${said}`;
}

/** Lists texts once each, and counts those after the first ones. */
function listed(texts: readonly string[], most: number, noun: string): string {
  const all = [...new Set(texts)];
  const rest = all.length - most;
  const shown = all.slice(0, most).join(", ");
  if (rest <= 0) return shown;
  return `${shown} and ${noun === "" ? `${count(rest)} more` : plural(rest, `more ${noun}`)}`;
}

/** Returns what the tool says about the values in an expression, in parentheses; "" if it says nothing. */
function valuesText({ values = [] }: Diagnostic, redact: Redact): string {
  if (values.length === 0) return "";
  const texts = values.slice(0, PLACES).map((value) => {
    const text = redact(value);
    return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE).toWellFormed()}…` : text;
  });
  return ` (${escapeMarkdown(texts.join(", "))})`;
}

/** Returns the place of an error, with a link if there is room; "" if it is not in the repository. */
function linkOf(diagnostic: Diagnostic, { job, directory }: Failed, form: Form): string {
  const { file, startLine } = placeOf(diagnostic, originalOf(directory, job), job.checkout);
  if (file === undefined) return "";
  // A link that is cut in two does not work, nor does a link to what `init` has downloaded.
  const isDownloaded = file.split("/").includes(".terraform");
  return form.isLink && file.length <= LONGEST_WORDS && !isDownloaded
    ? linkTo(file, startLine, job)
    : nameOf(file, startLine);
}

const nameOf = (file: string, line: number | undefined): string =>
  MARKDOWN.code(`${file.slice(-LONGEST_WORDS)}${line === undefined ? "" : `:${line}`}`);

/** Returns a link to the line at the planned commit. */
function linkTo(
  file: string,
  line: number | undefined,
  { context }: Pick<RootModule["job"], "context">,
): string {
  const name = nameOf(file, line);
  const path = file.split("/").map(encodeSegment).join("/");
  const anchor = line === undefined ? "" : `#L${line}`;
  return `[${name}](${context.serverUrl}/${context.repository}/blob/${context.headSha}/${path}${anchor})`;
}

/** Encodes one segment of a path. A parenthesis would end the address of a link in Markdown. */
const encodeSegment = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll("(", "%28").replaceAll(")", "%29");
