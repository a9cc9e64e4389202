import { getInput } from "@actions/core";
import type { Contract } from "../../lib/runtime/contract.ts";
import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { neededForReview } from "../../lib/terraform/plan-digest/interface.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";

/**
 * Reads all inputs.
 * @throws ActionError `invalid-input` that lists every problem
 */
export const readInputs = (): AllInputs =>
  ["changes", "check"].includes(getInput("command"))
    ? readContract(withoutFileDefaults(contract.inputs), ({ command }) =>
        command === "check" ? { "environment-file": "with command: check" } : {},
      )
    : readContract(contract.inputs, neededInputs);

/**
 * Removes the defaults from environment files. `changes` and `check` read these files themselves, because they check
 * all of them together.
 */
const withoutFileDefaults = <D extends Contract["inputs"]>(declarations: D): D =>
  Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [
      name,
      { ...declaration, environmentFile: undefined },
    ]),
  ) as unknown as D;

type IsRefused = (name: keyof typeof contract.inputs) => boolean;

function neededInputs(
  inputs: Partial<AllInputs>,
  isRefused: IsRefused,
): Needed<typeof contract.inputs> {
  // The command decides which inputs a run needs.
  if (isRefused("command")) return {};
  const { imagesFrom, expectedPlanDigest, expectedPlanManifest, reviewed, unreviewed } = inputs;
  const given = [
    ...(imagesFrom === undefined ? [] : [`images-from: ${imagesFrom}`]),
    ...(expectedPlanDigest === undefined ? [] : ["expected-plan-digest"]),
    ...(expectedPlanManifest === undefined ? [] : ["expected-plan-manifest"]),
    ...(reviewed === undefined ? [] : [`reviewed: ${reviewed}`]),
    ...(unreviewed === "stop" ? ["unreviewed: stop"] : []),
  ];
  return {
    "working-directory": "unless command is changes or check",
    ...(given.length > 0 && { environment: `with ${given.join(" and ")}` }),
    ...neededForReview({ reviewed, expectedPlanDigest, expectedPlanManifest }),
    ...neededForSession(inputs, isRefused),
  };
}

/**
 * Returns the inputs that an AWS session needs. Without a role and an account, the tool finds its own credentials and
 * region.
 */
function neededForSession(
  { command, roleArn, expectedAccountId }: Partial<AllInputs>,
  isRefused: IsRefused,
): Needed<typeof contract.inputs> {
  if (command === "values" || process.env["AWS_REGION"]) return {};
  const given = [
    ...(roleArn !== undefined || isRefused("role-arn") ? ["role-arn"] : []),
    ...(expectedAccountId !== undefined || isRefused("expected-account-id")
      ? ["expected-account-id"]
      : []),
  ];
  return given.length === 0
    ? {}
    : { "aws-region": `with ${given.join(" and ")} where AWS_REGION is not set` };
}
