import { readFileSync } from "node:fs";
import { readFileCommands, parsePathCommand } from "../commands/file.ts";
import { WorkflowCommands, type WorkflowCommand } from "../commands/workflow.ts";
import type { JobState } from "../jobs/state.ts";
import type { Annotation } from "../request.ts";
import type { CommandFiles } from "./command-files.ts";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
const SUMMARY_LIMIT = 1024 * 1024;

const REFUSED =
  "is disabled. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/";

function annotationOf(level: Annotation["level"], { data, properties }: WorkflowCommand) {
  const number = (name: string) => {
    const value = Number(properties[name]);
    return properties[name] !== undefined && Number.isInteger(value) ? value : undefined;
  };
  const places = {
    title: properties["title"],
    file: properties["file"],
    line: number("line"),
    endLine: number("endline"),
    column: number("col"),
    endColumn: number("endcolumn"),
  };
  const given = Object.entries(places).filter(([, value]) => value !== undefined);
  return { level, message: data, ...Object.fromEntries(given) } as Annotation;
}

/** The output of one step: lines with commands in them, and the files it writes. */
export class StepOutput {
  readonly outputs: Record<string, string> = {};
  /** STATE_* of the action's later parts. */
  readonly state: Record<string, string>;
  /** True when a command was one that the runner refuses: the step fails then, whatever its exit code. */
  failed = false;
  private readonly job: JobState;
  private readonly commands = new WorkflowCommands();

  constructor(job: JobState, state: Record<string, string> = {}) {
    this.job = job;
    this.state = state;
  }

  /** One line of the step's standard output or standard error. */
  line(text: string): void {
    try {
      const command = this.commands.read(text);
      if (command === undefined) this.job.log.line(text);
      else this.execute(command, text);
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
    const { log, masks } = this.job;
    switch (command.name) {
      case "add-mask":
        if (command.data.trim() === "")
          log.warning("Can't add secret mask for empty string in ##[add-mask] command.");
        else masks.add(command.data);
        return;
      case "error":
      case "warning":
      case "notice":
        log.annotate(annotationOf(command.name, command));
        return;
      case "group":
        log.line(`##[group]${command.data}`);
        return;
      case "endgroup":
        log.line("##[endgroup]");
        return;
      case "debug":
        if (this.job.env["ACTIONS_STEP_DEBUG"] === "true") log.line(`##[debug]${command.data}`);
        return;
      case "set-output":
      case "save-state":
        this.legacy(command);
        return;
      case "set-env":
      case "add-path":
        throw new Error(`The \`${command.name}\` command ${REFUSED}`);
      default:
        // stop-commands and the token that ends it are shown; matchers and echo change nothing here.
        log.line(text);
    }
  }

  private legacy({ name, properties, data }: WorkflowCommand): void {
    const key = properties["name"];
    if (key === undefined)
      throw new Error(`Required field 'name' is missing in ##[${name}] command.`);
    (name === "set-output" ? this.outputs : this.state)[key] = data;
    this.job.log.warning(
      `The \`${name}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files.`,
    );
  }

  /** Reads the files a process of the step wrote; each that cannot be read fails the step. */
  collect(files: CommandFiles): void {
    this.attempt("output", () => {
      for (const [name, value] of readFileCommands(readFileSync(files.GITHUB_OUTPUT, "utf8")))
        this.outputs[name] = value;
    });
    this.attempt("env", () => this.setEnvironment(readFileSync(files.GITHUB_ENV, "utf8")));
    this.attempt("path", () => {
      for (const directory of parsePathCommand(readFileSync(files.GITHUB_PATH, "utf8")))
        this.job.paths = [...this.job.paths.filter((one) => one !== directory), directory];
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
      // A step may delete its files: then it has written nothing.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      this.refuse(`Unable to process file command '${command}' successfully.`, error);
    }
  }

  private setEnvironment(text: string): void {
    for (const [name, value] of readFileCommands(text)) {
      // An error that people see, but the step goes on: FileCommandManager.cs, _setEnvBlockList.
      if (name.toUpperCase() === "NODE_OPTIONS")
        this.job.log.error(
          "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.",
        );
      else this.job.env[name] = value;
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
