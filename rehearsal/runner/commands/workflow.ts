/** A `::name key=value,...::data` line, unescaped. Property names are in lower case. */
export interface WorkflowCommand {
  name: string;
  properties: Readonly<Record<string, string>>;
  data: string;
}

/** The commands that the runner knows. Any other line that looks like a command is plain text. */
const KNOWN = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

// The escaped characters, in hexadecimal.
const DATA = /%(0D|0A|25)/g;
const PROPERTY = /%(0D|0A|3A|2C|25)/g;
const LEGACY = /%(3B|0D|0A|5D|25)/g;

/** Unescapes in one pass, so that %250A becomes the text %0A and not a line break. */
const unescape = (text: string, escapes: RegExp): string =>
  text.replaceAll(escapes, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function readProperties(info: string, separator: string, escapes: RegExp) {
  const properties: Record<string, string> = {};
  for (const pair of info.split(separator)) {
    const equals = pair.indexOf("=");
    if (equals > 0 && equals < pair.length - 1)
      properties[pair.slice(0, equals).toLowerCase()] = unescape(pair.slice(equals + 1), escapes);
  }
  return properties;
}

/** Splits `name key=value` at its first space. */
function readInfo(info: string): [name: string, rest: string] {
  const space = info.indexOf(" ");
  return space < 0
    ? [info.toLowerCase(), ""]
    : [info.slice(0, space).toLowerCase(), info.slice(space + 1)];
}

/** The white space that .NET's `TrimStart` removes. https://learn.microsoft.com/dotnet/api/system.char.iswhitespace */
const WHITE_SPACE = /^\p{White_Space}+/u;

function parseCurrent(line: string): WorkflowCommand | undefined {
  const trimmed = line.replace(WHITE_SPACE, "");
  if (!trimmed.startsWith("::")) return undefined;
  const end = trimmed.indexOf("::", 2);
  if (end < 0) return undefined;
  const [name, rest] = readInfo(trimmed.slice(2, end));
  return {
    name,
    properties: readProperties(rest.trim(), ",", PROPERTY),
    data: unescape(trimmed.slice(end + 2), DATA),
  };
}

/** Parses the older form `##[name key=value;]data`, which may begin anywhere in the line. */
function parseLegacy(line: string): WorkflowCommand | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return undefined;
  const [name, rest] = readInfo(line.slice(start + 3, end));
  return {
    name,
    properties: readProperties(rest, ";", LEGACY),
    data: unescape(line.slice(end + 1), LEGACY),
  };
}

/** Reads the commands in the output of one step. The output itself can switch commands off and on again. */
export class WorkflowCommands {
  private stopped: string | undefined;
  private readonly allowsAnyToken: () => boolean;

  /** @param allowsAnyToken whether the workflow allows stop tokens that are names of commands */
  constructor(allowsAnyToken: () => boolean = () => false) {
    this.allowsAnyToken = allowsAnyToken;
  }

  /**
   * Returns the command in a line; undefined if the line is plain text for the log. After `::stop-commands::TOKEN`,
   * every line is text until `::TOKEN::`. These two lines are returned as commands named stop-commands and resume.
   * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
   */
  read(line: string): WorkflowCommand | undefined {
    for (const parse of [parseCurrent, parseLegacy]) {
      const command = parse(line);
      if (command === undefined) continue;
      if (this.stopped !== undefined) {
        if (command.name !== this.stopped) continue;
        this.stopped = undefined;
        return { name: "resume", properties: {}, data: "" };
      }
      if (!KNOWN.has(command.name)) continue;
      if (command.name === "stop-commands") this.stop(command.data);
      return command;
    }
    return undefined;
  }

  private stop(token: string): void {
    const lower = token.toLowerCase();
    const isUnsecure = lower === "" || lower === "pause-logging" || KNOWN.has(lower);
    if (isUnsecure && !this.allowsAnyToken())
      throw new Error(`Invalid stop token '${token}'. Use a random one.`);
    this.stopped = lower;
  }
}
