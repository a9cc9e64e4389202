import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { Inputs } from "./contract.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): Inputs => readContract(contract.inputs, neededInputs);

function neededInputs(given: Partial<Inputs>): Needed<typeof contract.inputs> {
  const why = "unless kubeconfig is given";
  if (given.kubeconfig === undefined) return { "cluster-name": why, "aws-region": why };
  return given.roleArn === undefined ? {} : { "aws-region": "with role-arn" };
}
