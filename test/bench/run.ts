// npm run bench: measures what our own work costs, as ratios to the bare tool in the same run. It is never a test.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readContextEntries } from "../../actions/build-push-ecr/src/content-key/context-files.ts";
import { readIgnoreRules } from "../../actions/build-push-ecr/src/content-key/ignore-file.ts";
import { causesOf } from "../../actions/plan-and-comment/src/causes/causes.ts";
import { overviewOf } from "../../actions/plan-and-comment/src/changes/overview.ts";
import { planDocument } from "../../actions/plan-and-comment/src/report/documents.ts";
import { fit } from "../../actions/plan-and-comment/src/report/fit.ts";
import type { Contract } from "../../actions/lib/runtime/contract.ts";
import { contract } from "../../actions/plan-and-comment/src/contract.ts";
import { Redactor } from "../../actions/lib/redact/redactor.ts";
import { KEY_BYTES, digestOf, keyFrom } from "../../actions/lib/terraform/plan-digest/digest.ts";
import { manifestOf } from "../../actions/lib/terraform/plan-digest/manifest.ts";
import { planNames, planSecrets } from "../../actions/lib/terraform/secrets.ts";
import { parsePlan } from "../../actions/lib/terraform/plan-json.ts";
import { measurePromotion } from "./promotion.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const ROUNDS = 5;

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Runs two commands in turn. @returns the median milliseconds of each */
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

/**
 * Measures from the start of the process to its first useful work: an action that refuses its inputs has read all of
 * them.
 */
function benchStart(): void {
  const bundle = path.join(ROOT, "dist/plan-and-comment/index.js");
  const [ours, bare] = inTurn(
    () => execute(process.execPath, [bundle], { RUNNER_TEMP: directory }),
    () => execute(process.execPath, ["-e", "0"]),
  );
  print("start of an action, beside an empty script", ours, bare, "at most 200 ms over it");
}

/** Returns the variables of the default inputs, as a runner passes them. */
const defaultInputs = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries<Contract["inputs"][string]>(contract.inputs).flatMap(
      ([name, { default: value }]) =>
        value === undefined ? [] : [[`INPUT_${name.toUpperCase()}`, value]],
    ),
  );

function benchPlan(): void {
  const workspace = path.join(directory, "workspace");
  mkdirSync(workspace);
  writeFileSync(environment.TF_CLI_CONFIG_FILE, "");
  writeFileSync(
    path.join(workspace, "main.tf"),
    `resource "terraform_data" "many" {\n  count = 100\n  input = "value \${count.index}"\n}\n`,
  );
  execute("terraform", ["init", "-no-color"], {}, workspace);
  const files = ["output", "summary", "event.json"].map((name) => path.join(directory, name));
  for (const file of files) writeFileSync(file, "{}");
  const [ours, bare] = inTurn(
    () =>
      execute(process.execPath, [path.join(ROOT, "dist/plan-and-comment/index.js")], {
        ...defaultInputs(),
        "INPUT_WORKING-DIRECTORY": "workspace",
        INPUT_COMMENT: "never",
        GITHUB_WORKSPACE: directory,
        RUNNER_TEMP: directory,
        GITHUB_REPOSITORY: "example-org/fleet",
        // An action does nothing if it does not know its run.
        GITHUB_EVENT_NAME: "push",
        GITHUB_EVENT_PATH: files[2] ?? "",
        GITHUB_OUTPUT: files[0] ?? "",
        GITHUB_STEP_SUMMARY: files[1] ?? "",
      }),
    () => {
      execute("terraform", ["plan", "-input=false", "-out=plan"], {}, workspace);
      execute("terraform", ["show", "-json", "plan"], {}, workspace);
    },
  );
  if (!readFileSync(files[1] ?? "", "utf8").includes("100 to add"))
    throw new Error("the action did not plan");
  print("plan-and-comment, beside plan and one show", ours, bare, "at most 400 ms over it");
}

/** Returns the JSON of a plan with 10,000 changes. All of them have real attributes. */
function largePlan(): string {
  const template = JSON.parse(
    readFileSync(path.join(ROOT, "test/golden/plans/create.plan.json"), "utf8"),
  ) as { resource_changes: { address: string }[] };
  const changes = Array.from({ length: 10_000 }, (_, index) => {
    const change = template.resource_changes[index % template.resource_changes.length];
    return { ...change, address: `module.m[${index}].${change?.address ?? ""}` };
  });
  return JSON.stringify({ ...template, resource_changes: changes });
}

/**
 * Returns the JSON of such a plan with replacements. Each replacement follows from its own cause, so there are as many
 * causes as changes.
 */
function largeCascade(): string {
  const template = JSON.parse(
    readFileSync(path.join(ROOT, "test/golden/plans/fleet-replace-network.plan.json"), "utf8"),
  ) as { resource_changes: { address: string; change: { actions: string[] } }[] };
  const replaced = template.resource_changes.filter(({ change }) => change.actions.length > 1);
  const changes = Array.from({ length: 10_000 }, (_, index) => {
    const change = replaced[index % replaced.length];
    return { ...change, address: `${change?.address ?? ""}[${index}]` };
  });
  return JSON.stringify({ ...template, resource_changes: changes });
}

function benchCauses(): void {
  const text = largeCascade();
  const plan = parsePlan(text);
  const [ours, bare] = inTurn(
    () => void causesOf(plan),
    () => void JSON.parse(text),
  );
  print("causes of 10,000 replacements, beside JSON.parse", ours, bare, "at most 200 ms");
}

function benchRender(): void {
  const text = largePlan();
  const run = { number: 1, attempt: 1, url: "https://example.invalid/1" };
  const subject = { label: "bench", directory: "infra", tool: "Terraform", commit: "0123456", run };
  /** Does everything that happens between the tool's answer and the comment. */
  const readAndRender = () => {
    const plan = parsePlan(text);
    const redactor = new Redactor();
    redactor.addNames(planNames(plan));
    for (const secret of planSecrets(plan)) redactor.add(secret);
    const document = planDocument(overviewOf(plan), subject, redactor.redact);
    return { plan, document, comment: fit(document, 65_000) };
  };
  const [ours, bare] = inTurn(
    () => void readAndRender(),
    () => void JSON.parse(text),
  );
  print("10,000 changes to a comment, beside JSON.parse", ours, bare, "at most 500 ms");
  const [used, usedBare] = [readAndRender, () => JSON.parse(text) as unknown].map(memoryOf);
  console.log(
    `  memory: ${megabytes(used)}, JSON.parse ${megabytes(usedBare)} (wanted: at most 150 MB over it)`,
  );
}

/** Measures how long it takes to find out that an image is unchanged, without the lookups in registries. */
function benchContentKey(): void {
  const context = path.join(directory, "context");
  const files = Array.from({ length: 5000 }, (_, index) =>
    path.join(context, `folder-${index % 100}`, `file-${index}.js`),
  );
  for (const file of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, file.repeat(100));
  }
  const rules = readIgnoreRules("node_modules\n**/*.md\n!README.md\n");
  const [ours, bare] = inTurn(
    () => void readContextEntries(context, rules),
    () => files.forEach((file) => readFileSync(file)),
  );
  print("5,000 files of a context, beside reading them", ours, bare, "at most 1000 ms");
}

function benchDigest(): void {
  const text = largePlan();
  const plan = parsePlan(text);
  const key = keyFrom(Buffer.alloc(KEY_BYTES, 7));
  const state = { bucket: "bench", key: "bench.tfstate", lineage: "bench" };
  const binding = { state, environment: "bench", release: undefined, command: "apply" };
  const redactor = new Redactor();
  const manifest = manifestOf(plan, key, redactor.redact);
  const attributes = manifest.entries.reduce(
    (sum, entry) => sum + Object.keys(entry.attributes).length,
    0,
  );
  const [ours, bare] = inTurn(
    () => void digestOf(manifestOf(plan, key, redactor.redact), binding, key),
    () => void JSON.parse(text),
  );
  print("manifest and digest of them, beside JSON.parse", ours, bare, "ratio at most 10");
  console.log(`  ${attributes} attributes, ${((ours / attributes) * 1000).toFixed(1)} µs for each`);
}

/** Returns the bytes of heap that the result of some work uses. */
function memoryOf(work: () => unknown): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const result = work();
  collect();
  const used = process.memoryUsage().heapUsed - before;
  // Uses the result after the measurement, so that it is not garbage-collected before.
  return result === undefined ? 0 : used;
}

async function benchPromotion(): Promise<void> {
  const figures = await measurePromotion();
  if (figures === undefined) {
    console.log(
      "promotion of 200 MiB: left out, docker-registry or skopeo is missing (npm run engines)",
    );
    return;
  }
  const { ours, skopeo, memory } = figures;
  const rate = (milliseconds: number) => `${(200_000 / milliseconds).toFixed(0)} MiB/s`;
  const text = `${rate(ours)}, skopeo ${rate(skopeo)}, ratio ${(skopeo / ours).toFixed(2)}`;
  console.log(
    `${"promotion of 200 MiB, beside skopeo".padEnd(44)} ${text}  (wanted: ratio at least 1)`,
  );
  console.log(
    `  memory: ${megabytes(memory)} over what the process had (wanted: flat, at most 64 MB)`,
  );
}

const megabytes = (bytes = 0): string => `${(bytes / 1e6).toFixed(0)} MB`;

try {
  benchStart();
  benchPlan();
  benchRender();
  benchCauses();
  benchContentKey();
  benchDigest();
  await benchPromotion();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
