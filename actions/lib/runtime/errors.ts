/**
 * Every value of the output `failure-reason`. Each table of failure reasons adds its own names by declaration merging,
 * so the compiler refuses a reason that no README documents.
 * https://www.typescriptlang.org/docs/handbook/declaration-merging.html#module-augmentation
 * @public the rooms extend it
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface FailureReasons {}
export type FailureReason = keyof FailureReasons;
/**
 * The reasons of one table, or of several.
 * @public the rooms extend `FailureReasons` with it
 */
export type ReasonsOf<Tables> = Record<Tables extends unknown ? keyof Tables : never, true>;

export interface Failure {
  reason: FailureReason;
  /** What happened, with the actual value. One line. */
  message: string;
  /** What to do about it: a command, an input, a statement to add. */
  fix?: string;
  /** Longer evidence for the log and the summary, such as the last lines of a tool. */
  detail?: string;
  /** Action outputs that are set although the action fails, such as the path of a diagnosis. */
  outputs?: Readonly<Record<string, string | number | boolean | undefined>>;
  cause?: unknown;
}

/** An expected failure: its text is written for the reader of the job, so no stack trace is printed for it. */
export class ActionError extends Error {
  readonly reason: FailureReason;
  readonly fix: string | undefined;
  readonly detail: string | undefined;
  readonly outputs: NonNullable<Failure["outputs"]>;

  constructor(failure: Failure) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.name = "ActionError";
    this.reason = failure.reason;
    this.fix = failure.fix;
    // Code that collects what a tool printed need not check whether the tool printed anything.
    this.detail = failure.detail?.trim() === "" ? undefined : failure.detail;
    this.outputs = failure.outputs ?? {};
  }
}

/** Problems of inputs, as sentences that are counted and reported together. */
export class InvalidInputs extends ActionError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const subjects = new Set(problems.map((problem) => problem.split(": ", 1)[0]));
    const inputs = subjects.size === 1 ? "1 input is" : `${subjects.size} inputs are`;
    const count = problems.length === 1 ? "" : `${inputs} not valid. `;
    super({ reason: "invalid-input", message: `${count}${problems.join(" ")}` });
    this.problems = problems;
  }
}

/**
 * Returns one error for all problems of all inputs, so that they are fixed together.
 * @param problems sentences that begin with the input, or the file, that they are about: "lock: ..."
 */
export const invalidInputs = (problems: readonly string[]): InvalidInputs =>
  new InvalidInputs(problems);

/** Returns the text of anything that was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
