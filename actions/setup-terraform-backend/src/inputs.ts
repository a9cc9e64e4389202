import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { Inputs } from "./contract.ts";

/**
 * Reads all inputs.
 * @throws ActionError `invalid-input` that lists every problem
 */
export const readInputs = (): Inputs => readContract(contract.inputs, neededInputs);

function neededInputs(given: Partial<Inputs>): Needed<typeof contract.inputs> {
  const selected = process.env["TF_WORKSPACE"] || undefined;
  const isOther =
    given.workspace !== undefined && (selected ?? given.workspace) !== given.workspace;
  const workspace = isOther
    ? {
        workspace: {
          problem: `"${given.workspace ?? ""}" is given, but the variable TF_WORKSPACE of the job is "${selected ?? ""}", and the tool uses that one. Give only one of them.`,
        },
      }
    : {};
  const takesLease = given.lease === "take";
  const lease = takesLease ? { environment: "with lease: take" } : {};
  if (given.backendMode === "off" && given.bucket === undefined && !takesLease) return workspace;
  const why = "unless backend-mode is off, no bucket is given and no lease is taken";
  return { ...workspace, ...lease, bucket: why, key: why, "aws-region": why };
}
