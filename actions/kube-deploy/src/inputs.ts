import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";
import { readRoute } from "./resolve/route.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): AllInputs => readContract(contract.inputs, neededInputs);

function neededInputs(given: Partial<AllInputs>): Needed<typeof contract.inputs> {
  if (given.command === "resolve") return neededToResolve(given);
  return { "working-directory": "unless command is resolve", ...neededForCluster(given) };
}

function neededToResolve(given: Partial<AllInputs>): Needed<typeof contract.inputs> {
  const { problem } = readRoute(given, process.env["GITHUB_WORKSPACE"] ?? process.cwd());
  const why = "with command: resolve";
  return { "environment-file": why, to: problem === undefined ? why : { problem } };
}

function neededForCluster(given: Partial<AllInputs>): Needed<typeof contract.inputs> {
  const why = "unless kubeconfig is given";
  if (given.kubeconfig === undefined) return { "cluster-name": why, "aws-region": why };
  return given.roleArn === undefined ? {} : { "aws-region": "with role-arn" };
}
