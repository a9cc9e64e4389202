import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { Inputs } from "./contract.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): Inputs => readContract(contract.inputs, neededInputs);

function neededInputs(given: Partial<Inputs>): Needed<typeof contract.inputs> {
  const takesLease = given.lease === "take";
  const lease = takesLease ? { environment: "with lease: take" } : {};
  if (given.backendMode === "off" && given.bucket === undefined && !takesLease) return {};
  const why = "unless backend-mode is off, no bucket is given and no lease is taken";
  return { ...lease, bucket: why, key: why, "aws-region": why };
}
