import type { GitHubContext } from "../github/context.ts";
import type { Redactor } from "../redact/redactor.ts";

/** A place in the repository that a message is about, in the form that GitHub's annotations need. */
export interface Place {
  title?: string;
  file?: string;
  startLine?: number;
  endLine?: number;
}

/** The job's log. Everything that is written to it is redacted. */
export interface Log {
  info(text: string): void;
  debug(text: string): void;
  notice(text: string, place?: Place): void;
  warning(text: string, place?: Place): void;
  error(text: string, place?: Place): void;
  /** Writes a folded section. Its duration is printed when it ends, even if it throws. */
  group<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Lets a tool print anything: the runner takes no line for a workflow command until `work` ends. */
  withCommandsStopped<T>(work: (line: (text: string) => void) => Promise<T>): Promise<T>;
}

/** Values of outputs, by name. */
export type OutputValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a run gets instead of globals: the runner's services and the event that it runs for. */
export interface Job {
  readonly log: Log;
  readonly context: GitHubContext;
  readonly redactor: Redactor;
  /**
   * Variables for child processes and SDKs. A copy: changing it changes nothing else. The runner's command files
   * (GITHUB_ENV, GITHUB_OUTPUT ...) are replaced by private ones.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** The checked-out repository, an absolute path. */
  readonly checkout: string;
  /** A private folder of this action, mode 0700, under RUNNER_TEMP. The post step removes it. */
  readonly temporaryDirectory: string;
  /** Adds Markdown to the job summary, immediately. Redact raw values before they are escaped for it. */
  summarize(markdown: string): void;
  /**
   * Sets outputs now, so that later steps have them even if the action fails afterwards. Undefined ones are not set; an
   * output that is set again gets the new value.
   */
  setOutputs(outputs: OutputValues): void;
  /** Sets an environment variable of the later steps of the job, whichever action or program they run. */
  setVariable(name: string, value: string): void;
  /**
   * Registers a secret: the runner masks it in the log, the redactor hides it everywhere else. A value that is too
   * short or that occurs in our own words is not registered: it is hidden only at places that are known to contain it.
   */
  mask(secret: string): void;
  /**
   * Returns an OIDC token of this job.
   * @throws ActionError `no-id-token` if the job lacks `id-token: write`
   */
  idToken(audience: string): Promise<string>;
  /**
   * Aborted when the runner cancels the job (its first SIGINT). Call `throwIfAborted()` before everything that changes
   * something: it throws the ActionError `cancelled`.
   */
  readonly cancelled: AbortSignal;
}
