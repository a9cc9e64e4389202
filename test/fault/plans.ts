// npx tsx test/fault/plans.ts [--count 100000] [--bundle 200] [--seed N]: reports of generated plans, in this process
// and from the bundle, and counts the differences that they hide, the secrets that they show and what looks alike.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { faultsOf, scenario, wholeReport } from "../support/plan-differences.ts";
import type { Scenario } from "../support/plan-differences.ts";
import { writePlanTool } from "../support/plan-tool.ts";
import { runBundle } from "../support/run-bundle.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "100000" },
    bundle: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [count, bundles, seed] = [values.count, values.bundle, values.seed].map(Number) as [
  ...[number, number, number],
];
const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-plans-"));
mkdirSync(path.join(directory, "checkout/infra"), { recursive: true });
writeFileSync(path.join(directory, "checkout/infra/main.tf"), "");

/** The whole report of the bundle. */
async function bundleReport({ plan }: Scenario, at: number): Promise<string> {
  const tool = writePlanTool(path.join(directory, `tool${at}`), { plan });
  const run = await runBundle("plan-and-comment", {
    inputs: { "working-directory": "infra", "tool-path": tool.path, comment: "never" },
    env: {
      PATH: process.env["PATH"] ?? "",
      GITHUB_REPOSITORY: "example-org/fleet",
      GITHUB_EVENT_NAME: "push",
    },
    event: { name: "push", payload: {} },
    workspace: path.join(directory, "checkout"),
    directory: path.join(directory, "runs"),
  });
  const file = run.outputs["summary-path"];
  if (file === undefined) throw new Error(run.stdout);
  return readFileSync(file, "utf8");
}

let broken = 0;
function check(any: Scenario, report: string): void {
  const faults = faultsOf(any, report);
  if (faults.length === 0) return;
  broken += 1;
  console.log(JSON.stringify({ faults: faults.slice(0, 5), plan: any.plan }).slice(0, 2_000));
}

// In parts: a hundred thousand plans at once do not fit into memory.
const PART = 1_000;
let wanted = 0;
for (let done = 0; done < count; done += PART)
  for (const any of fc.sample(scenario, {
    numRuns: Math.min(PART, count - done),
    seed: seed + done,
  })) {
    wanted += any.wanted.length;
    check(any, wholeReport(any.plan));
  }
console.log(
  `${count} plans in process (seed ${seed}): ${wanted} names and texts to be found, ${broken} plans with faults`,
);
const before = broken;
for (const [at, any] of fc.sample(scenario, { numRuns: bundles, seed }).entries())
  check(any, await bundleReport(any, at));
console.log(`${bundles} plans through the bundle: ${broken - before} with faults`);
rmSync(directory, { recursive: true, force: true });
process.exitCode = broken > 0 ? 1 : 0;
