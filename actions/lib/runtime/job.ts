import type { GitHubContext } from "../github/context.ts";
import type { Redactor } from "../redact/redactor.ts";

/** Where a message points in the repository, as GitHub's annotations want it. */
export interface Place {
  title?: string;
  file?: string;
  startLine?: number;
  endLine?: number;
}

/** The job's log. Everything that passes is redacted. */
export interface Log {
  info(text: string): void;
  debug(text: string): void;
  notice(text: string, place?: Place): void;
  warning(text: string, place?: Place): void;
  error(text: string, place?: Place): void;
  /** A folded section; its duration is printed when it ends, also when it throws. */
  group<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Lets a tool print anything: no line of it is taken for a workflow command until `work` ends. */
  withCommandsStopped<T>(work: (line: (text: string) => void) => Promise<T>): Promise<T>;
}

/** Values of outputs, by name. */
export type OutputValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a run is given instead of globals: the runner's services and the event it runs for. */
export interface Job {
  readonly log: Log;
  readonly context: GitHubContext;
  readonly redactor: Redactor;
  /**
   * Variables for child processes and SDKs. A copy: changing it changes nothing else. The runner's command files
   * (GITHUB_ENV, GITHUB_OUTPUT ...) are replaced by private ones.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** The checked-out repository, absolute. */
  readonly checkout: string;
  /** A private folder of this action, mode 0700, under RUNNER_TEMP. The post step removes it. */
  readonly temporaryDirectory: string;
  /** Adds Markdown to the job summary, at once. Redact raw values before they are escaped for it. */
  summarize(markdown: string): void;
  /**
   * Sets outputs now, so that later steps have them also when the action fails afterwards. Undefined ones are not set;
   * an output that is set again gets the new value.
   */
  setOutputs(outputs: OutputValues): void;
  /** Sets an environment variable of the later steps of the job, whichever action or program they run. */
  setVariable(name: string, value: string): void;
  /**
   * Registers a secret: the runner masks it in the log, the redactor hides it everywhere else. What is too short or
   * stands in our own words is not registered: it is hidden by its place only.
   */
  mask(secret: string): void;
  /** An OIDC token of this job. @throws ActionError `no-id-token` when the job lacks `id-token: write` */
  idToken(audience: string): Promise<string>;
  /**
   * Aborted when the runner cancels the job (its first SIGINT). `throwIfAborted()` stands before everything that changes
   * something: it throws the ActionError `cancelled`.
   */
  readonly cancelled: AbortSignal;
}
