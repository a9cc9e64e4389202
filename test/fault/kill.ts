import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProviders } from "../../rehearsal/terraform/index.ts";
import type { Providers } from "../../rehearsal/terraform/index.ts";
import { ACCOUNT, REGION, pushEvent, startCloud } from "../support/cloud.ts";
import type { Cloud } from "../support/cloud.ts";
import { APPLY, initialise } from "../support/initialise.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult, BundleRun } from "../support/run-bundle.ts";

const BUCKET = "fleet-fault-terraform-state";
/** Number of objects of each workspace. Some are created at the same time, some after others. */
const OBJECTS = 6;

/** A round of kills. In all of its applies, objects take equally long. */
export interface Round {
  kills: number;
  /** Milliseconds that each object takes to create. */
  step: number;
  /** Number of applies that run at the same time. */
  atOnce: number;
  /** Additional milliseconds for each write of a state. */
  slowWrites?: number;
}

/** What was left after one kill and the post step. `locks` and all fields after it are empty if all is well. */
export interface Outcome {
  name: string;
  /** Milliseconds from the start of the step to the cancel. */
  killedAt: number;
  /** Exit code of the step. It tells whether the apply had already finished. */
  exitCode: number;
  /** Number of objects of the run that exist. */
  created: number;
  locks: string[];
  /** Ids of objects that exist but are not in the state. */
  missing: string[];
  /** Processes of the run that still run. */
  orphans: string[];
  /** Private files that are left. */
  files: string[];
  /** Why the post step failed, if it did. */
  post: string;
}

export const isWhole = (outcome: Outcome): boolean =>
  outcome.post === "" &&
  [outcome.locks, outcome.missing, outcome.orphans, outcome.files].every(
    (found) => found.length === 0,
  );

/**
 * Configuration with objects in a chain of pairs, so that a kill happens while some are finished, some running and some
 * waiting.
 */
const main = (name: string): string => `terraform {
  backend "s3" {}
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "${REGION}"
}
${Array.from({ length: OBJECTS }, (_, index) => vpc(name, index)).join("\n")}
`;

const vpc = (name: string, index: number): string => `resource "aws_vpc" "v${index}" {
  cidr_block = "10.${index}.0.0/16"
  tags       = { workspace = "${name}" }${index < 2 ? "" : `\n  depends_on = [aws_vpc.v${index - 2}]`}
}`;

/** Kills real applies of the shipped bundle as GitHub's runner does, and checks what is left after the post step. */
export async function killApplies(
  { kills, step, atOnce, slowWrites }: Round,
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<Outcome[]> {
  const cloud = await startCloud();
  const providers = await startProviders({
    aws: cloud.aws,
    cluster: () => ({ endpoint: "https://127.0.0.1:1", certificateAuthority: "" }),
    caller: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleet-deploy/fault`, userId: "A:fault" },
    kubernetesToken: "unused",
    afterApply: () => sleep(step, undefined, { ref: false }),
  });
  if (slowWrites !== undefined)
    cloud.aws.faults.add({
      match: { operation: "s3:PutObject", path: /\.tfstate\?/ },
      times: Infinity,
      respond: { delay: slowWrites },
    });
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async () => {
    while (next < kills) {
      const from = BEGINNINGS[next % BEGINNINGS.length] ?? "";
      const name = `kill-${step}-${slowWrites ?? 0}-${next++}`;
      const outcome = await killOne(name, step, from, { cloud, providers });
      outcomes.push(outcome);
      onOutcome(outcome);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    providers.close();
    await cloud.close();
  }
  return outcomes;
}

interface Site {
  cloud: Cloud;
  providers: Providers;
}

/**
 * Output lines at which the random time before a kill begins. With the second one, something was created, however busy
 * the machine is.
 */
const BEGINNINGS = ["aws_vpc.v0: Plan to create", ": Creation complete"];

async function killOne(name: string, step: number, from: string, site: Site): Promise<Outcome> {
  const workspace = path.join(site.cloud.directory, name);
  await initialise(await stepOf(workspace, site), BUCKET, main(name));
  const applying = new AbortController();
  let killedAt = 0;
  const seen: string[] = [];
  const started = performance.now();
  const kill = () => {
    killedAt = Math.round(performance.now() - started);
    applying.abort();
  };
  const run = await runBundle("plan-and-comment", {
    ...(await stepOf(workspace, site)),
    inputs: APPLY,
    cancel: applying.signal,
    onLine: (line) => {
      // The kill can come at any moment of the apply's three pairs, and a little after them.
      if (seen.length === 0 && line.includes(from)) {
        seen.push(line);
        setTimeout(kill, Math.random() * (step * (OBJECTS / 2) + 1500)).unref();
      }
    },
  });
  if (seen.length === 0)
    throw new Error(`${name} was not killed: it printed no "${from}"\n${run.stdout}`);
  const post = await run.post();
  return {
    name,
    killedAt,
    exitCode: run.exitCode,
    ...leftOf(name, workspace, site, post),
  };
}

async function stepOf(
  workspace: string,
  { cloud, providers }: Site,
): Promise<Omit<BundleRun, "inputs">> {
  const job = await cloud.job({ ref: "refs/heads/main", eventName: "push", environment: "dev" });
  return {
    env: {
      ...job.env,
      ...providers.environment(),
      RUNNER_TRACKING_ID: path.basename(workspace),
    },
    event: pushEvent,
    workspace,
    directory: path.join(workspace, "runs"),
    token: job.token,
  };
}

function leftOf(
  name: string,
  workspace: string,
  { cloud, providers }: Site,
  post: BundleResult,
): Omit<Outcome, "name" | "killedAt" | "exitCode"> {
  const { s3 } = cloud.aws;
  const objects = s3.find(BUCKET)?.objects ?? {};
  const state = objects[`${name}.tfstate`];
  const text = state === undefined ? "" : s3.contents.get(state.content).toString("utf8");
  const vpcs = providers.resources().find(({ type }) => type === "aws_vpc")?.states ?? {};
  const created = Object.entries(vpcs)
    .filter(([, fields]) => JSON.stringify(fields).includes(`"${name}"`))
    .map(([id]) => id);
  return {
    created: created.length,
    locks: Object.keys(objects).filter((key) => key === `${name}.tfstate.tflock`),
    missing: created.filter((id) => !text.includes(id)),
    orphans: processesOf(name),
    files: filesIn(path.join(workspace, "runs")).filter((file) =>
      /tfplan|tfvars|plan\.json|secrets|operation|command-files/.test(file),
    ),
    post: post.exitCode === 0 ? "" : post.stdout.slice(-2000),
  };
}

const filesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];

/**
 * Returns the processes that have the tracking id of a run. The runner finds orphans in the same way. Works only on
 * Linux.
 */
function processesOf(trackingId: string): string[] {
  if (!existsSync("/proc/self/environ")) return [];
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        return variables.includes(`RUNNER_TRACKING_ID=${trackingId}`);
      } catch {
        return false; // The process has ended, or belongs to another user.
      }
    });
}
