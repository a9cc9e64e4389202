import { environmentName } from "../../lib/environment/input-types.ts";
import { neededForReview } from "../../lib/terraform/plan-digest/interface.ts";
import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";
import { clusterNameIn } from "./record/input-types.ts";
import { keepsReleases } from "./record/store.ts";
import { readRoute } from "./resolve/route.ts";

type NeededInputs = Needed<typeof contract.inputs>;

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export function readInputs(): AllInputs {
  const inputs = readContract(contract.inputs, neededInputs);
  return {
    ...inputs,
    clusterName: inputs.clusterName ?? clusterNameIn(inputs.infrastructureOutputs),
  };
}

function neededInputs(given: Partial<AllInputs>): NeededInputs {
  if (given.command === "resolve") return neededToResolve(given);
  return {
    "working-directory": "unless command is resolve",
    ...neededForStore(given),
    ...neededForCluster(given),
    ...neededForPromotion(given),
    ...neededForReview(given),
  };
}

function neededForPromotion({ promotedFrom }: Partial<AllInputs>): NeededInputs {
  const why = "with promoted-from";
  return promotedFrom === undefined ? {} : { release: why, commit: why };
}

function neededToResolve(given: Partial<AllInputs>): NeededInputs {
  const { problem } = readRoute(given, process.env["GITHUB_WORKSPACE"] ?? process.cwd());
  const why = "with command: resolve";
  return { "environment-file": why, to: problem === undefined ? why : { problem } };
}

function neededForCluster(given: Partial<AllInputs>): NeededInputs {
  const why = "unless kubeconfig is given";
  if (given.kubeconfig !== undefined)
    return given.roleArn === undefined ? {} : { "aws-region": "with role-arn" };
  // Before the first deployment the infrastructure has no outputs, and there is nothing to plan against.
  const isKnown =
    clusterNameIn(given.infrastructureOutputs) !== undefined ||
    (given.command === "plan" && given.infrastructureOutputs !== undefined);
  return { "aws-region": why, ...(isKnown ? {} : { "cluster-name": why }) };
}

/** What the release store needs, for a record or a rollback. */
function neededForStore(given: Partial<AllInputs>): NeededInputs {
  const why = whyStoreIsNeeded(given);
  if (why === undefined && !keepsReleases(given)) return {};
  const { command, rollback, record, release, environment = "" } = given;
  return {
    ...(why === undefined ? {} : { bucket: why }),
    "aws-region": why ?? "with bucket, unless record is none",
    ...(environmentName.pattern.test(environment) ? {} : { environment: notInStore(environment) }),
    ...(command === "rollback" && release !== undefined
      ? { "override-reason": "with command: rollback and a release" }
      : {}),
    ...(rollback === "last-good" && record === "none" ? { record: RECORD_NEEDED } : {}),
  };
}

function whyStoreIsNeeded({ command, rollback, record }: Partial<AllInputs>): string | undefined {
  if (command === "rollback") return "with command: rollback";
  if (rollback === "last-good") return "with rollback: last-good";
  return record === "store" ? "with record: store" : undefined;
}

const RECORD_NEEDED = {
  problem: `"none" is not valid with rollback: last-good, which needs recorded releases. Expected store.`,
};

const notInStore = (name: string) => ({
  problem: `"${name}" is not valid where releases are kept. Expected ${environmentName.expected}.`,
});
