import { stripVTControlCharacters } from "node:util";
import { readJson } from "../text/json.ts";

export interface Diagnostic {
  severity: "error" | "warning";
  summary: string;
  detail: string;
  /** Address of the resource, data source or provider configuration that the diagnostic is about. */
  address?: string;
  /** The block that it points to, such as `provider "aws"`. */
  context?: string;
  /** File as terraform names it: relative to the workspace's directory. */
  file?: string;
  line?: number;
  endLine?: number;
  /** What the tool says about the values in the expression that it points to, such as `var.env is "prod"`. */
  values?: string[];
  /** Name of the variable whose value was not accepted. */
  variable?: string;
  /** Input of the action that gave the variable. Undefined if a file of the repository gave it. */
  input?: string;
  /** Variable file that gave it, by the path that the user knows. */
  givenIn?: string;
}

/** The events of one object during an apply. */
const HOOKS = ["apply_start", "apply_complete", "apply_errored"] as const;
type HookType = (typeof HOOKS)[number];
/** How an action ended, for Terraform 1.14 and later. */
const ACTION_HOOKS = ["action_complete", "action_errored"] as const;
type ActionHookType = (typeof ACTION_HOOKS)[number];

/** One line of `plan -json` or `apply -json`. Lines of other shapes are text from another program. */
export type Event =
  | { type: "diagnostic"; message: string; diagnostic: Diagnostic }
  | { type: HookType; message: string; address: string; action: string }
  | { type: ActionHookType; message: string; address: string }
  | { type: "other"; message: string }
  | { type: "text"; message: string };

interface RawRange {
  filename?: string;
  start?: { line?: number };
  end?: { line?: number };
}

/** A value in the expression that a diagnostic points to. */
interface Value {
  traversal?: string;
  /** Such as `is "prod"` or `has a sensitive value`. */
  statement?: string;
}

interface Raw {
  type?: string;
  "@message"?: string;
  diagnostic?: {
    severity?: string;
    summary?: string;
    detail?: string;
    address?: string;
    range?: RawRange;
    snippet?: { context?: string | null; values?: Value[] | null };
  };
  /** For an object, `action` is what is done to it. For an action, it is the action. */
  hook?: { resource?: { addr?: string }; action?: string | { addr?: string } };
}

/**
 * Reads one line of terraform's machine-readable UI.
 * https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export function parseEvent(line: string): Event {
  const raw = parseLine(line);
  if (raw?.["@message"] === undefined) return { type: "text", message: line };
  const message = raw["@message"];
  if (raw.type === "diagnostic")
    return { type: "diagnostic", message, diagnostic: diagnosticOf(raw) };
  return hookOf(raw, message) ?? { type: "other", message };
}

function hookOf({ type, hook = {} }: Raw, message: string): Event | undefined {
  const { resource, action = "" } = hook;
  const ofObject = HOOKS.find((one) => one === type);
  if (ofObject !== undefined && typeof action === "string")
    return { type: ofObject, message, address: resource?.addr ?? "", action };
  const ofAction = ACTION_HOOKS.find((one) => one === type);
  if (ofAction !== undefined && typeof action === "object")
    return { type: ofAction, message, address: action.addr ?? "" };
  return undefined;
}

function parseLine(line: string): Raw | undefined {
  if (!line.startsWith("{")) return undefined;
  // Text of another program may begin with a brace too. It is shown as it is.
  return readJson(line) as Raw | undefined;
}

function diagnosticOf({ diagnostic = {}, "@message": message = "" }: Raw): Diagnostic {
  const { range, snippet } = diagnostic;
  const variable = variableOf(diagnostic);
  const values = valuesIn(snippet?.values ?? []);
  return {
    severity: diagnostic.severity === "warning" ? "warning" : "error",
    // Providers quote programs that colour their output.
    summary: stripVTControlCharacters(diagnostic.summary ?? message),
    detail: stripVTControlCharacters(diagnostic.detail ?? ""),
    ...(diagnostic.address === undefined ? {} : { address: diagnostic.address }),
    ...(typeof snippet?.context === "string" ? { context: snippet.context } : {}),
    ...(range?.filename === undefined ? {} : { file: range.filename }),
    ...(range?.start?.line === undefined ? {} : { line: range.start.line }),
    ...(range?.end?.line === undefined ? {} : { endLine: range.end.line }),
    ...(values.length === 0 ? {} : { values }),
    ...(variable === undefined ? {} : { variable }),
  };
}

/** Returns what is said about values. That a value `is a string` says nothing about the error. */
const valuesIn = (values: readonly Value[]): string[] =>
  values.flatMap(({ traversal, statement }) =>
    traversal === undefined || statement === undefined || /^is an? \w+$/.test(statement)
      ? []
      : [`${traversal} ${statement}`],
  );

/**
 * Returns the variable that a diagnostic is about. A validation rule names the variable in its snippet, a wrong type in
 * the words of terraform.
 */
function variableOf({ summary = "", detail = "", snippet }: NonNullable<Raw["diagnostic"]>) {
  if (!/^Invalid value for (?:input )?variable$/.test(summary)) return undefined;
  const used = snippet?.values?.map(({ traversal = "" }) => /^var\.([\w-]+)/.exec(traversal)?.[1]);
  return (
    used?.find(Boolean) ?? /^The given value is not suitable for var\.([\w-]+) /.exec(detail)?.[1]
  );
}

/** Returns what the log shows for a line: the message for people. */
export const eventText = (event: Event): string =>
  event.type === "diagnostic"
    ? `${event.diagnostic.severity === "error" ? "Error" : "Warning"}: ${wholeTextOf(event.diagnostic)}`
    : event.message;

/** Returns summary, detail and address as one text of several lines. */
export const textOf = (diagnostic: Diagnostic): string =>
  joinLines([headOf(diagnostic), diagnostic.detail.trim()]);

/** Returns the same with the place in the configuration, and the values there, as the tool prints them for people. */
export const wholeTextOf = (diagnostic: Diagnostic): string =>
  joinLines([
    headOf(diagnostic),
    placeIn(diagnostic),
    ...(diagnostic.values ?? []).map((value) => `  ${value}`),
    diagnostic.detail.trim(),
  ]);

const headOf = ({ address, summary }: Diagnostic): string =>
  address === undefined ? summary : `${address}: ${summary}`;

/** A file by its absolute path is not the user's: the action has written it. */
function placeIn({ file, line, context, input, givenIn }: Diagnostic): string {
  if (file === undefined || file.startsWith("/") || input !== undefined || givenIn !== undefined)
    return "";
  const block = context === undefined ? "" : `, in ${context}`;
  return `  on ${file}${line === undefined ? "" : ` line ${line}`}${block}`;
}

const joinLines = (parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join("\n");
