// Checks the reports of generated plans for differences that they hide and secrets that they show.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { faultsOf, scenario, wholeReport } from "../support/plan-differences.ts";
import type { Scenario } from "../support/plan-differences.ts";
import { writePlanTool } from "../support/plan-tool.ts";
import { runBundle } from "../support/run-bundle.ts";
import fc from "../support/fast-check.ts";

/** How many reports were checked, and how many of them were wrong. */
interface Checked {
  plans: number;
  /** Number of names and texts that the reports had to contain. */
  wanted: number;
  wrong: number;
}

type OnFault = (faults: string[], any: Scenario) => void;

/** Plans at a time: a hundred thousand plans do not fit into memory. */
const PART = 1_000;

/** Checks the reports of plans in this process. */
export function checkReports(plans: number, seed: number, onFault: OnFault): Checked {
  const checked: Checked = { plans, wanted: 0, wrong: 0 };
  for (let done = 0; done < plans; done += PART) {
    const numRuns = Math.min(PART, plans - done);
    for (const any of fc.sample(scenario, { numRuns, seed: seed + done }))
      count(checked, any, wholeReport(any.plan), onFault);
  }
  return checked;
}

/** Checks reports that the bundle of the action writes, with a program that shows the plan instead of terraform. */
export async function checkBundle(plans: number, seed: number, onFault: OnFault): Promise<Checked> {
  const checked: Checked = { plans, wanted: 0, wrong: 0 };
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-plans-"));
  const infra = path.join(directory, "checkout/infra");
  mkdirSync(infra, { recursive: true });
  writeFileSync(path.join(infra, "main.tf"), "");
  try {
    for (const [at, any] of fc.sample(scenario, { numRuns: plans, seed }).entries())
      count(checked, any, await bundleReport(any, directory, at), onFault);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return checked;
}

function count(checked: Checked, any: Scenario, report: string, onFault: OnFault): void {
  const faults = faultsOf(any, report);
  checked.wanted += any.wanted.length;
  if (faults.length === 0) return;
  checked.wrong += 1;
  onFault(faults, any);
}

async function bundleReport({ plan }: Scenario, directory: string, at: number): Promise<string> {
  const tool = writePlanTool(path.join(directory, `tool${at}`), { plan });
  const run = await runBundle("plan-and-comment", {
    inputs: { "working-directory": "infra", "tool-path": tool.path, comment: "never" },
    env: { PATH: process.env["PATH"] ?? "", GITHUB_REPOSITORY: "example-org/fleet" },
    event: { name: "push", payload: {} },
    workspace: path.join(directory, "checkout"),
    directory: path.join(directory, "runs"),
  });
  const file = run.outputs["summary-path"];
  if (file === undefined) throw new Error(run.stdout);
  return readFileSync(file, "utf8");
}
