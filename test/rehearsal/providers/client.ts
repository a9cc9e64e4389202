import type { Plan, ResourceChange } from "../../golden/terraform/workspace.ts";
import { Workspace } from "../../golden/terraform/workspace.ts";
import { CHANGES, RECORDED_CHANGES } from "./scenarios.ts";

/** What a provider plans and stores. Each answer is computed when it is first requested. */
export interface Client {
  infrastructure: Infrastructure;
  /** Returns the outputs of data/main.tf while terraform/infrastructure is applied. */
  data(): Promise<Record<string, unknown>>;
  recorded: Recorded;
}

/** Values of resources by address. */
export type States = Record<string, Record<string, unknown>>;

export interface Recorded {
  /** Returns the changes of a plan. @param name `create`, `second` or a name of RECORDED_CHANGES */
  plan(name: string): Promise<ResourceChange[]>;
  state(): Promise<States>;
}

const FILES = [
  "-var-file=../environments/dev.tfvars",
  "-var-file=../environments/dev.infrastructure.tfvars",
];
const QUIET = ["-input=false", "-no-color"];

/**
 * terraform/infrastructure: planned with an empty state, applied, refreshed, and planned again with other variables.
 */
export class Infrastructure {
  readonly #workspace: Workspace;
  #first: Promise<Plan> | undefined;
  #second: Promise<{ code: number; plan: Plan }> | undefined;
  #state: Promise<States> | undefined;
  readonly #changed = new Map<string, Promise<Plan>>();

  constructor(environment: Record<string, string>) {
    this.#workspace = workspaceIn("infrastructure", environment);
  }

  /** Returns the plan with an empty state. It is applied next. */
  created(): Promise<Plan> {
    this.#first ??= this.#create();
    return this.#first;
  }

  /** Returns the plan right after the apply, with its exit code and its drift. */
  second(): Promise<{ code: number; plan: Plan }> {
    this.#second ??= this.created().then(async () => {
      await this.#workspace.apply();
      return this.#workspace.plan(...FILES);
    });
    return this.#second;
  }

  /** Returns what is in the state after the provider has read everything back. */
  state(): Promise<States> {
    this.#state ??= this.second().then(async () => {
      await this.#workspace.succeed("apply", "-refresh-only", "-auto-approve", ...QUIET, ...FILES);
      return statesOf(this.#workspace);
    });
    return this.#state;
  }

  changed(name: string): Promise<Plan> {
    const known = this.#changed.get(name) ?? this.state().then(() => this.#change(name));
    this.#changed.set(name, known);
    return known;
  }

  remove(): void {
    this.#workspace.remove();
  }

  async #create(): Promise<Plan> {
    await this.#workspace.init();
    return planOf(this.#workspace, FILES);
  }

  #change(name: string): Promise<Plan> {
    return planOf(this.#workspace, [...FILES, ...(CHANGES[name] ?? []), "-refresh=false"]);
  }
}

/** Applies data/main.tf and returns its outputs. */
export async function readData(
  environment: Record<string, string>,
): Promise<Record<string, unknown>> {
  const workspace = workspaceIn("data", environment, import.meta.dirname);
  try {
    await workspace.init();
    await workspace.succeed("apply", "-auto-approve", ...QUIET);
    const outputs = JSON.parse(await workspace.succeed("output", "-json")) as Record<
      string,
      { value: unknown }
    >;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  } finally {
    workspace.remove();
  }
}

export function workspaceIn(
  name: string,
  environment: Record<string, string>,
  from?: string,
): Workspace {
  const workspace =
    from === undefined ? new Workspace(name, environment) : new Workspace(name, environment, from);
  // The workspace writes its own CLI configuration. A CLI configuration in `environment` overrides it.
  workspace.reattach(environment);
  return workspace;
}

export async function planOf(workspace: Workspace, flags: readonly string[]): Promise<Plan> {
  const { code, plan, said } = await workspace.plan(...flags);
  if (code === 1) throw new Error(`terraform plan ${flags.join(" ")}:\n${said}`);
  return plan;
}

interface Module {
  resources?: { address: string; mode: string; values: Record<string, unknown> }[];
  child_modules?: Module[];
}

export async function statesOf(workspace: Workspace): Promise<States> {
  const shown = JSON.parse(await workspace.succeed("show", "-json")) as {
    values?: { root_module: Module };
  };
  const all = ({
    resources = [],
    child_modules = [],
  }: Module): [string, Record<string, unknown>][] => [
    ...resources
      .filter(({ mode }) => mode === "managed")
      .map(({ address, values }): [string, Record<string, unknown>] => [address, values]),
    ...child_modules.flatMap(all),
  ];
  return Object.fromEntries(all(shown.values?.root_module ?? {}));
}

/** Returns the flags of a plan of the recorded workspace. */
export const recordedFlags = (name: string): readonly string[] => RECORDED_CHANGES[name] ?? [];
