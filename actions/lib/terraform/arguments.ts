/** What a plan is made with. Everything left out is terraform's own default. */
export interface PlanOptions {
  /** Values by variable name; written to a private JSON file, so that they are exact and not in the process list. */
  variables?: Readonly<Record<string, unknown>>;
  /** The input of the action by the name of a variable that it gives; all others come from the input `variables`. */
  variableInputs?: Readonly<Record<string, string>>;
  /** Paths, as terraform sees them from the workspace's directory. */
  variableFiles?: readonly string[];
  targets?: readonly string[];
  replace?: readonly string[];
  destroy?: boolean;
  /** false = trust the state without asking the providers. */
  refresh?: boolean;
  parallelism?: number | undefined;
  /** Milliseconds to wait for the state's lock; default 0, terraform's own. */
  lockTimeout?: number | undefined;
  /** More arguments, one each, put last. */
  extra?: readonly string[];
}

/** Arguments of `plan` for a machine: JSON lines, no questions, exit code 2 when something changes, saved to `out`. */
export function planArguments(options: Omit<PlanOptions, "variables">, out: string): string[] {
  return [
    "plan",
    "-json",
    "-input=false",
    "-detailed-exitcode",
    ...lockTimeout(options.lockTimeout),
    ...(options.parallelism === undefined ? [] : [`-parallelism=${options.parallelism}`]),
    ...(options.destroy === true ? ["-destroy"] : []),
    ...(options.refresh === false ? ["-refresh=false"] : []),
    ...(options.targets ?? []).map((address) => `-target=${address}`),
    ...(options.replace ?? []).map((address) => `-replace=${address}`),
    ...(options.variableFiles ?? []).map((file) => `-var-file=${file}`),
    `-out=${out}`,
    ...(options.extra ?? []),
  ];
}

export interface ApplyOptions {
  parallelism?: number | undefined;
  lockTimeout?: number | undefined;
}

/** Arguments of `apply` for a saved plan: what is in the plan is what is done, so there are no variables. */
export const applyArguments = (planFile: string, options: ApplyOptions): string[] => [
  "apply",
  "-json",
  "-input=false",
  ...lockTimeout(options.lockTimeout),
  ...(options.parallelism === undefined ? [] : [`-parallelism=${options.parallelism}`]),
  planFile,
];

const lockTimeout = (milliseconds: number | undefined): string[] =>
  milliseconds === undefined ? [] : [`-lock-timeout=${Math.ceil(milliseconds / 1000)}s`];
