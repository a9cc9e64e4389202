// npm run bench: what our own work costs, as ratios to the bare tool in the same run. Never a test.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { overviewOf } from "../../actions/plan-and-comment/src/changes/overview.ts";
import { planDocument } from "../../actions/plan-and-comment/src/report/documents.ts";
import { parsePlan } from "../../actions/lib/terraform/plan-json.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const ROUNDS = 5;

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Median milliseconds of a command, and of another one run in turn with it. */
function inTurn(one: () => void, other: () => void): [number, number] {
  const time = (work: () => void) => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  time(one);
  time(other);
  const pairs = Array.from({ length: ROUNDS }, () => [time(one), time(other)] as const);
  return [median(pairs.map(([first]) => first)), median(pairs.map(([, second]) => second))];
}

function print(what: string, ours: number, bare: number, limit: string): void {
  const text = `${ours.toFixed(0)} ms, bare ${bare.toFixed(0)} ms, ratio ${(ours / bare).toFixed(2)}, over it ${(ours - bare).toFixed(0)} ms`;
  console.log(`${what.padEnd(44)} ${text}  (wanted: ${limit})`);
}

const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-bench-"));
const environment = {
  PATH: process.env["PATH"],
  CHECKPOINT_DISABLE: "1",
  TF_CLI_CONFIG_FILE: path.join(directory, "terraform.rc"),
};

function execute(
  program: string,
  argv: string[],
  more: Record<string, string> = {},
  cwd = directory,
): void {
  const done = spawnSync(program, argv, {
    cwd,
    env: { ...environment, ...more },
    encoding: "utf8",
  });
  if (done.error !== undefined) throw done.error;
}

/** From the start of the process to its first useful work: an action that refuses its inputs has read them all. */
function benchStart(): void {
  const bundle = path.join(ROOT, "dist/plan-and-comment/index.js");
  const [ours, bare] = inTurn(
    () => execute(process.execPath, [bundle], { RUNNER_TEMP: directory }),
    () => execute(process.execPath, ["-e", "0"]),
  );
  print("start of an action, beside an empty script", ours, bare, "at most 250 ms over it");
}

function benchPlan(): void {
  const workspace = path.join(directory, "workspace");
  mkdirSync(workspace);
  writeFileSync(environment.TF_CLI_CONFIG_FILE, "");
  writeFileSync(
    path.join(workspace, "main.tf"),
    `resource "terraform_data" "many" {\n  count = 100\n  input = "value \${count.index}"\n}\n`,
  );
  execute("terraform", ["init", "-no-color"], {}, workspace);
  const files = ["output", "summary"].map((name) => path.join(directory, name));
  for (const file of files) writeFileSync(file, "");
  const [ours, bare] = inTurn(
    () =>
      execute(process.execPath, [path.join(ROOT, "dist/plan-and-comment/index.js")], {
        ...{
          INPUT_COMMAND: "plan",
          "INPUT_WORKING-DIRECTORY": "workspace",
          INPUT_COMMENT: "never",
        },
        ...{ INPUT_REFRESH: "true", INPUT_DESTROY: "false", "INPUT_LOCK-TIMEOUT": "2m" },
        ...{
          GITHUB_WORKSPACE: directory,
          RUNNER_TEMP: directory,
          GITHUB_REPOSITORY: "example-org/fleet",
        },
        ...{ GITHUB_OUTPUT: files[0] ?? "", GITHUB_STEP_SUMMARY: files[1] ?? "" },
      }),
    () => {
      execute("terraform", ["plan", "-input=false", "-out=plan"], {}, workspace);
      execute("terraform", ["show", "-json", "plan"], {}, workspace);
    },
  );
  if (!readFileSync(files[1] ?? "", "utf8").includes("100 to create"))
    throw new Error("the action did not plan");
  print("plan-and-comment, beside plan and one show", ours, bare, "at most 400 ms over it");
}

function benchRender(): void {
  const template = JSON.parse(
    readFileSync(path.join(ROOT, "test/golden/plans/create.plan.json"), "utf8"),
  ) as { resource_changes: { address: string }[] };
  const changes = Array.from({ length: 10_000 }, (_, index) => {
    const change = template.resource_changes[index % template.resource_changes.length];
    return { ...change, address: `module.m[${index}].${change?.address ?? ""}` };
  });
  const text = JSON.stringify({ ...template, resource_changes: changes });
  const run = { number: 1, attempt: 1, url: "https://example.invalid/1" };
  const subject = { label: "bench", directory: "infra", tool: "Terraform", commit: "0123456", run };
  const [ours, bare] = inTurn(
    () => void planDocument(overviewOf(parsePlan(text)), subject),
    () => void JSON.parse(text),
  );
  print("10,000 changes read and rendered, beside JSON.parse", ours, bare, "at most 500 ms");
}

try {
  benchStart();
  benchPlan();
  benchRender();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
