import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TERRAFORM = fileURLToPath(new URL("../../../terraform", import.meta.url));

export interface ResourceChange {
  address: string;
  mode: string;
  type: string;
  change: {
    actions: string[];
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
    after_unknown: Record<string, unknown>;
    replace_paths?: (string | number)[][];
  };
}

export interface Plan {
  resource_changes?: ResourceChange[];
  resource_drift?: ResourceChange[];
  output_changes?: Record<string, { actions: string[] }>;
}

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** A copy of terraform/ in a temporary folder, with local state instead of its backend. The real binary runs it. */
export class Workspace {
  readonly directory: string;
  readonly #root: string;
  #environment: Record<string, string>;

  /** @param from folder that contains the workspace; default: terraform/ */
  constructor(name: string, environment: Record<string, string>, from = TERRAFORM) {
    this.#root = mkdtempSync(join(tmpdir(), "workspace-"));
    cpSync(from, this.#root, { recursive: true });
    this.directory = join(this.#root, name);
    writeFileSync(join(this.directory, "override.tf"), 'terraform {\n  backend "local" {}\n}\n');
    // Do not use the machine's terraform configuration: a mirror there would serve the providers.
    const configuration = join(this.#root, "terraformrc");
    writeFileSync(configuration, "disable_checkpoint = true\n");
    this.#environment = { ...environment, TF_CLI_CONFIG_FILE: configuration };
  }

  /** From now on, uses providers that another process serves. */
  reattach(environment: Record<string, string>): void {
    this.#environment = { ...this.#environment, ...environment };
  }

  /** Runs terraform. The exit code is part of the answer. */
  terraform(...args: string[]): Promise<Run> {
    const env = { ...withoutTerraform(process.env), ...this.#environment };
    const options = { cwd: this.directory, env, maxBuffer: 64 * 2 ** 20 };
    return new Promise((resolve, reject) => {
      execFile("terraform", args, options, (error, stdout, stderr) => {
        if (error && typeof error.code !== "number")
          reject(new Error("terraform does not start", { cause: error }));
        else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      });
    });
  }

  /** Runs terraform and returns its output. @throws Error with all output if terraform fails */
  async succeed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.terraform(...args);
    if (code !== 0)
      throw new Error(`terraform ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }

  init(): Promise<string> {
    return this.succeed("init", "-input=false", "-no-color");
  }

  /**
   * Returns the plan as `terraform show -json` prints it, and the code of -detailed-exitcode: 0 nothing to do, 2
   * changes.
   */
  async plan(...args: string[]): Promise<{ code: number; plan: Plan; said: string }> {
    const flags = ["-input=false", "-no-color", "-detailed-exitcode", "-out=tfplan"];
    const { code, stdout, stderr } = await this.terraform("plan", ...flags, ...args);
    if (code === 1) return { code, plan: {}, said: stderr };
    const plan = JSON.parse(await this.succeed("show", "-json", "tfplan")) as Plan;
    return { code, plan, said: stdout };
  }

  /** Returns the message with which a plan is refused, on one line. @throws Error if the plan is not refused */
  async refusal(...args: string[]): Promise<string> {
    const { code, said } = await this.plan(...args);
    if (code !== 1) throw new Error(`terraform plan ${args.join(" ")} ended with ${code}\n${said}`);
    return said.replaceAll(/[\s│]+/g, " ");
  }

  apply(): Promise<string> {
    return this.succeed("apply", "-input=false", "-no-color", "tfplan");
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Returns what the plan does: one line for each resource that it changes. */
export function actionsOf(plan: Plan): string[] {
  return (plan.resource_changes ?? [])
    .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
    .map(({ address, change }) => `${change.actions.join("+")} ${address}`)
    .sort();
}

/**
 * Removes terraform's variables from an environment: settings of a shell or pipeline must not reach the tested
 * workspace.
 */
function withoutTerraform(environment: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(TF_|AWS_|KUBE)/.test(name)),
  );
}
