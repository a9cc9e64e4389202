import { readFileSync } from "node:fs";
import { isObject } from "../../base/object.ts";
import { readFileCommands, parsePathCommand } from "../commands/file.ts";
import { WorkflowCommands, type WorkflowCommand } from "../commands/workflow.ts";
import type { JobState } from "../jobs/state.ts";
import { annotationOf } from "./annotation.ts";
import type { CommandFiles } from "./command-files.ts";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
const SUMMARY_LIMIT = 1024 * 1024;

/** The variable that no step may set for later steps: it would run code in every Node process. */
const NODE_OPTIONS = "NODE_OPTIONS";

const REFUSED =
  "is disabled. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/";

/** Commands that `::echo::on` shows. */
const ECHOED = new Set(["add-mask", "add-path", "save-state", "set-env", "set-output"]);

function nameIn({ name, properties }: WorkflowCommand): string {
  const key = properties["name"];
  if (key === undefined)
    throw new Error(`Required field 'name' is missing in ##[${name}] command.`);
  return key;
}

/** The output of one step: its lines with commands, and the files that it writes. */
export class StepOutput {
  readonly outputs: Record<string, string> = {};
  /** STATE_* variables for the action's later parts. */
  readonly state: Record<string, string>;
  /** Whether the runner refused a command: the step then fails, whatever its exit code. */
  failed = false;
  private readonly job: JobState;
  /** The step's own env. */
  private readonly env: Readonly<Record<string, string>>;
  private readonly commands: WorkflowCommands;
  /** Set by `::echo::on`: commands that are normally hidden are written to the log. */
  private echoes = false;

  constructor(
    job: JobState,
    state: Record<string, string> = {},
    env: Readonly<Record<string, string>> = {},
  ) {
    this.job = job;
    this.env = env;
    this.commands = new WorkflowCommands(() =>
      this.allows("ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS"),
    );
    this.state = state;
  }

  /** Handles one line of the step's standard output or standard error. */
  line(text: string): void {
    try {
      const command = this.commands.read(text);
      if (command === undefined) this.job.log.line(text);
      else {
        this.execute(command, text);
        if (this.echoes && ECHOED.has(command.name)) this.job.log.line(text);
      }
    } catch (error) {
      this.refuse(`Unable to process command '${text}' successfully.`, error);
    }
  }

  private refuse(what: string, error: unknown): void {
    this.job.log.error(what);
    this.job.log.error((error as Error).message);
    this.failed = true;
  }

  private execute(command: WorkflowCommand, text: string): void {
    const { log, contexts } = this.job;
    const { runner } = contexts;
    switch (command.name) {
      case "add-mask":
        this.mask(command.data);
        return;
      case "error":
      case "warning":
      case "notice":
        log.annotate(annotationOf(command.name, command, this.job.checkout));
        return;
      case "group":
        log.line(`##[group]${command.data}`);
        return;
      case "endgroup":
        log.line("##[endgroup]");
        return;
      case "debug":
        if (isObject(runner) && runner["debug"] === "1") log.line(`##[debug]${command.data}`);
        return;
      case "set-output":
      case "save-state":
        this.legacy(command);
        return;
      case "set-env":
      case "add-path":
        this.unsecure(command);
        return;
      case "echo":
        this.setEcho(command.data);
        return;
      case "stop-commands":
        // https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
        if (command.data.length > 6) this.job.masks.add(command.data);
        log.line(text);
        return;
      default:
        // The token that ends stop-commands is shown. Problem matchers have no effect here.
        log.line(text);
    }
  }

  private mask(secret: string): void {
    const { log, masks } = this.job;
    if (secret.trim() === "")
      log.warning("Can't add secret mask for empty string in ##[add-mask] command.");
    else masks.add(secret);
  }

  private setEcho(data: string): void {
    const value = data.trim().toLowerCase();
    if (value !== "on" && value !== "off")
      throw new Error(
        `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${data}'.`,
      );
    this.echoes = value === "on";
    this.job.log.line(`::echo::${data}`);
  }

  /** Returns whether the workflow enables commands that GitHub has disabled. */
  private allows(variable: string): boolean {
    return (this.env[variable] ?? this.job.env[variable])?.toLowerCase() === "true";
  }

  private unsecure({ name, properties, data }: WorkflowCommand): void {
    if (!this.allows("ACTIONS_ALLOW_UNSECURE_COMMANDS"))
      throw new Error(`The \`${name}\` command ${REFUSED}`);
    if (name === "add-path") {
      if (data === "") throw new Error("Value cannot be null. (Parameter 'path')");
      this.addPath(data);
      return;
    }
    const variable = nameIn({ name, properties, data });
    // An error is shown, but the step continues: ActionCommandManager.cs, _setEnvBlockList.
    if (variable.toUpperCase() === NODE_OPTIONS)
      this.job.log.error(
        `Can't update ${NODE_OPTIONS} environment variable using ::set-env:: command.`,
      );
    else this.job.env[variable] = data;
  }

  private addPath(directory: string): void {
    this.job.paths = [...this.job.paths.filter((one) => one !== directory), directory];
  }

  private legacy(command: WorkflowCommand): void {
    const { name, data } = command;
    (name === "set-output" ? this.outputs : this.state)[nameIn(command)] = data;
    this.job.log.warning(
      `The \`${name}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files.`,
    );
  }

  /** Reads the files that a process of the step wrote. A file that cannot be read fails the step. */
  collect(files: CommandFiles): void {
    this.attempt("output", () => {
      for (const [name, value] of readFileCommands(readFileSync(files.GITHUB_OUTPUT, "utf8")))
        if (name === "") throw new Error("Value cannot be null. (Parameter 'name')");
        else this.outputs[name] = value;
    });
    this.attempt("env", () => this.setEnvironment(readFileSync(files.GITHUB_ENV, "utf8")));
    this.attempt("path", () => {
      for (const directory of parsePathCommand(readFileSync(files.GITHUB_PATH, "utf8")))
        this.addPath(directory);
    });
    this.attempt("state", () => {
      for (const [name, value] of readFileCommands(readFileSync(files.GITHUB_STATE, "utf8")))
        this.state[name] = value;
    });
    this.attempt("step_summary", () => this.summarize(readFileSync(files.GITHUB_STEP_SUMMARY)));
  }

  private attempt(command: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      // A step may delete its files. It then has written nothing.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      this.refuse(`Unable to process file command '${command}' successfully.`, error);
    }
  }

  private setEnvironment(text: string): void {
    for (const [name, value] of readFileCommands(text)) {
      // An error is shown, but the step continues: FileCommandManager.cs, _setEnvBlockList.
      if (name.toUpperCase() === NODE_OPTIONS)
        this.job.log.error(
          `Can't store ${NODE_OPTIONS} output parameter using '$GITHUB_ENV' command.`,
        );
      else if (name !== "") this.job.env[name] = value;
    }
  }

  private summarize(markdown: Buffer): void {
    if (markdown.length === 0) return;
    if (markdown.length > SUMMARY_LIMIT)
      this.job.log.error(
        `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${SUMMARY_LIMIT / 1024}k, got ${Math.floor(markdown.length / 1024)}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`,
      );
    else this.job.log.summary(markdown.toString("utf8"));
  }
}
