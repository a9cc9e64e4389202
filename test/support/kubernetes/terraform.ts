import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The answers of the scripted terraform. */
export interface TerraformScript {
  /** JSON of the plan. kube-deploy reads only `planned_values` and `variables`. */
  plan?: object;
  /** False: the plan has no changes. */
  changed?: boolean;
  /** JSON of the state. */
  state: object;
  /** Diagnostics with which the apply fails. Undefined: the apply succeeds. */
  applyErrors?: { summary: string; detail?: string; address?: string }[];
  /**
   * Events that the apply prints. Then it waits until it is interrupted, or until `endWait` of the result is called.
   */
  applyWaits?: object[];
  /** Diagnostics with which an apply fails that is interrupted while it waits. Undefined: it succeeds all the same. */
  interruptErrors?: { summary: string; detail?: string; address?: string }[];
  /** What `init` prints when it fails. Undefined: `init` succeeds. */
  initError?: string;
  planErrors?: { summary: string; detail?: string; address?: string }[];
}

/** A folder for PATH. Its `terraform` follows a script and records its calls. */
export interface FakeTerraform {
  folder: string;
  /** Ends the wait of this apply, and the waits of all later applies. */
  endWait(): void;
  /** Returns how often the applies were interrupted. */
  interrupts(): number;
  /** Returns the first word of each call, such as version, plan, show or apply. */
  calls(): string[];
  /** Returns the arguments of the last plan. */
  planArguments(): string[];
  /**
   * Returns the variables of the last plan, merged from its JSON variable files.
   * @throws Error if nothing was planned
   */
  variables(): Record<string, unknown>;
  /** Returns the environment variables of the last plan. */
  environment(): Record<string, string>;
}

/**
 * A shell script, because the bundles call it up to ten times, and starting Node each time would take longer than the
 * bundles themselves.
 */
const PROGRAM = `#!/bin/sh
here=\${0%/*}
printf '%s\\n' "$1" >>"$here/calls"
answer() {
  cat "$here/$1"
  exit "$(cat "$here/$1.code")"
}
case $1 in
  version) answer version ;;
  init) answer init >&2 ;;
  show) if [ $# -gt 2 ]; then answer show-plan; else answer show-state; fi ;;
  apply)
    if [ -s "$here/apply-waits" ]; then
      trap 'printf 1 >>"$here/interrupts"; answer apply-interrupted' INT
      cat "$here/apply-waits"
      until [ -e "$here/end-wait" ]; do sleep 0.01; done
    fi
    answer apply
    ;;
  plan)
    printf '%s\\0' "$@" >"$here/plan-arguments"
    env -0 >"$here/environment"
    rm -f "$here"/variables-*
    count=0
    for argument; do
      case $argument in
        -var-file=*.json) cp "\${argument#-var-file=}" "$here/variables-$((count += 1))" ;;
        -out=*) out=\${argument#-out=} ;;
      esac
    done
    # A plan that fails prints why, and leaves no file.
    [ -s "$here/plan" ] || printf plan >"$out"
    answer plan
    ;;
esac
`;

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

const diagnostics = (errors: TerraformScript["applyErrors"] = []): string =>
  errors
    .map(({ summary, detail = "", address }) =>
      line({
        "@level": "error",
        "@message": `Error: ${summary}`,
        type: "diagnostic",
        diagnostic: { severity: "error", summary, detail, address },
      }),
    )
    .join("");

const APPLIED = line({
  "@level": "info",
  "@message": "Apply complete!",
  type: "change_summary",
  changes: { add: 2, change: 0, remove: 0, import: 0, operation: "apply" },
});

/** Returns the output of each command, and its exit code. */
function answersOf(script: TerraformScript): Record<string, [text: string, code: number]> {
  const { initError, planErrors, applyErrors, interruptErrors, changed = true } = script;
  const appliedOr = (errors: TerraformScript["applyErrors"]): [string, number] =>
    errors === undefined ? [APPLIED, 0] : [diagnostics(errors), 1];
  const plan = { format_version: "1.2", planned_values: {}, applyable: changed, ...script.plan };
  return {
    version: [line({ terraform_version: "1.11.4" }), 0],
    init: initError === undefined ? ["", 0] : [`Error: ${initError}\n`, 1],
    plan: planErrors === undefined ? ["", changed ? 2 : 0] : [diagnostics(planErrors), 1],
    "show-plan": [line(plan), 0],
    "show-state": [line(script.state), 0],
    apply: appliedOr(applyErrors),
    "apply-interrupted": appliedOr(interruptErrors),
    "apply-waits": [(script.applyWaits ?? []).map(line).join(""), 0],
  };
}

export function fakeTerraform(folder: string, script: TerraformScript): FakeTerraform {
  mkdirSync(folder, { recursive: true });
  for (const [name, [text, code]] of Object.entries(answersOf(script))) {
    writeFileSync(path.join(folder, name), text);
    writeFileSync(path.join(folder, `${name}.code`), String(code));
  }
  writeFileSync(path.join(folder, "terraform"), PROGRAM, { mode: 0o755 });
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  /** Reads a file of texts that each end with a zero byte. */
  const readList = (name: string) => read(name).split("\0").slice(0, -1);
  const readVariables = (count: number): object =>
    existsSync(path.join(folder, `variables-${count}`))
      ? { ...(JSON.parse(read(`variables-${count}`)) as object), ...readVariables(count + 1) }
      : {};
  return {
    folder,
    endWait: () => writeFileSync(path.join(folder, "end-wait"), ""),
    interrupts: () => (existsSync(path.join(folder, "interrupts")) ? read("interrupts").length : 0),
    calls: () => (existsSync(path.join(folder, "calls")) ? read("calls").trim().split("\n") : []),
    planArguments: () => readList("plan-arguments"),
    variables: () => {
      readList("plan-arguments");
      return readVariables(1) as Record<string, unknown>;
    },
    environment: () =>
      Object.fromEntries(
        readList("environment").map((text) => {
          const at = text.indexOf("=");
          return [text.slice(0, at), text.slice(at + 1)];
        }),
      ),
  };
}
