import { shellWords } from "../redact/credentials.ts";

/**
 * Returns the arguments that the tool reads from variables. They come before those of the command line.
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_cli_args-and-tf_cli_args_name
 * @param command such as `plan`
 */
export const argumentsOfVariables = (
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
): { variable: string; argument: string }[] =>
  ["TF_CLI_ARGS", `TF_CLI_ARGS_${command}`].flatMap((variable) =>
    shellWords(environment[variable] ?? "").map((argument) => ({ variable, argument })),
  );

/** Options of both a plan and an apply. */
interface OperationOptions {
  parallelism?: number | undefined;
  /** Milliseconds to wait for the state's lock; default 0, terraform's own. */
  lockTimeout?: number | undefined;
}

/** Options of a plan. An option that is left out has terraform's own default. */
export interface PlanOptions extends OperationOptions {
  /**
   * Values by variable name. They are written to a private JSON file, so that they are exact and not in the process
   * list.
   */
  variables?: Readonly<Record<string, unknown>>;
  /**
   * The input of the action that gives each variable, by the variable's name; all others come from the input
   * `variables`.
   */
  variableInputs?: Readonly<Record<string, string>>;
  /** Paths as terraform sees them from the workspace's directory. */
  variableFiles?: readonly string[];
  targets?: readonly string[];
  replace?: readonly string[];
  destroy?: boolean;
  /** false = trust the state without asking the providers. */
  refresh?: boolean;
  /** More arguments, one in each entry. They come last. */
  extra?: readonly string[];
}

/** JSON lines, and no questions. */
const FOR_MACHINES = ["-json", "-no-color", "-input=false"];

/**
 * Returns the arguments of `plan` for a machine: JSON lines, no questions, exit code 2 if something changes, saved to
 * `out`.
 */
export function planArguments(options: Omit<PlanOptions, "variables">, out: string): string[] {
  return [
    "plan",
    ...FOR_MACHINES,
    "-detailed-exitcode",
    ...operationArguments(options),
    ...(options.destroy === true ? ["-destroy"] : []),
    ...(options.refresh === false ? ["-refresh=false"] : []),
    ...(options.targets ?? []).map((address) => `-target=${address}`),
    ...(options.replace ?? []).map((address) => `-replace=${address}`),
    ...(options.variableFiles ?? []).map((file) => `-var-file=${file}`),
    `-out=${out}`,
    ...(options.extra ?? []),
  ];
}

export interface ApplyOptions extends OperationOptions {
  /** Arguments with the variables that the plan does not contain. */
  variableArguments?: readonly string[];
}

/** Returns the arguments of `apply` for a saved plan: the apply does exactly what the plan contains. */
export const applyArguments = (planFile: string, options: ApplyOptions): string[] => [
  "apply",
  ...FOR_MACHINES,
  ...operationArguments(options),
  ...(options.variableArguments ?? []),
  planFile,
];

/** Returns the arguments that plan and apply have in common. */
const operationArguments = ({ lockTimeout, parallelism }: OperationOptions): string[] => [
  ...(lockTimeout === undefined ? [] : [`-lock-timeout=${Math.ceil(lockTimeout / 1000)}s`]),
  ...(parallelism === undefined ? [] : [`-parallelism=${parallelism}`]),
];

/**
 * Returns the arguments that give variables, in their order, with one dash or two, and with the value after `=` or in
 * the next argument.
 */
export const variableArgumentsIn = (argv: readonly string[]): string[] =>
  argv.flatMap((argument, at) => {
    const value = /^--?var(?:-file)?(=[^]*)$/.exec(argument)?.[1];
    if (value !== undefined) return [argument];
    const next = argv[at + 1];
    return /^--?var(?:-file)?$/.test(argument) && next !== undefined ? [argument, next] : [];
  });

/**
 * Returns the arguments of `plan` in addition to those that the action gives itself, with one dash each.
 * @param environment may contain arguments too: TF_CLI_ARGS and TF_CLI_ARGS_plan
 */
export const furtherPlanArguments = (
  extra: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] =>
  [...argumentsOfVariables("plan", environment).map(({ argument }) => argument), ...extra].map(
    (argument) => argument.replace(/^--/, "-"),
  );

/** Returns the values of an option among arguments: `-target=x`, or `-target` and `x`, with one dash or two. */
export const optionValuesIn = (argv: readonly string[], option: string): string[] =>
  argv.flatMap((argument, at) => {
    const [, name, value] = /^--?([^=]+)(?:=([^]*))?$/.exec(argument) ?? [];
    return name === option ? (value ?? argv[at + 1] ?? []) : [];
  });

/**
 * Options of `plan` that this product sets itself, or that would change what it relies on, each with what to do
 * instead.
 * https://developer.hashicorp.com/terraform/cli/commands/plan
 */
const OWN_OPTIONS: Readonly<Record<string, string>> = {
  out: "the plan is saved and read by the action; its JSON is the output plan-json-path",
  json: "the action reads the tool's JSON",
  "detailed-exitcode": "the output exit-code says whether the plan has changes",
  input: "nobody can answer a question",
  lock: "to wait for the lock, use lock-timeout; if the role may only read, set it in the variable TF_CLI_ARGS_plan of the step",
  "lock-timeout": "use the input lock-timeout",
  destroy: "use the input destroy",
  parallelism: "use the input parallelism",
  state: "the state is that of the backend",
  chdir: "use the input working-directory",
  help: "it makes no plan",
  h: "it makes no plan",
};

/** Returns the name of an argument that the action gives itself, and why; undefined for any other argument. */
export function ownArgument(argument: string): { name: string; why: string } | undefined {
  const name = /^--?([a-z-]+)(?:[=\s]|$)/.exec(argument)?.[1];
  if (name === undefined || !Object.hasOwn(OWN_OPTIONS, name)) return undefined;
  return { name: `-${name}`, why: OWN_OPTIONS[name] ?? "" };
}
