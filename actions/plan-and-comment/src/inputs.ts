import { getInput } from "@actions/core";
import type { Contract } from "../../lib/runtime/contract.ts";
import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import type { Needed } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): AllInputs =>
  getInput("command") === "changes"
    ? readContract(withoutFileDefaults(contract.inputs))
    : readContract(contract.inputs, neededInputs);

/** `changes` reads the environment files itself, because it checks all of them together. */
const withoutFileDefaults = <D extends Contract["inputs"]>(declarations: D): D =>
  Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [
      name,
      { ...declaration, environmentFile: undefined },
    ]),
  ) as unknown as D;

function neededInputs({
  imagesFrom,
  expectedPlanDigest,
  expectedPlanManifest,
  unreviewed,
}: Partial<AllInputs>): Needed<typeof contract.inputs> {
  const given = [
    ...(imagesFrom === undefined ? [] : [`images-from: ${imagesFrom}`]),
    ...(expectedPlanDigest === undefined ? [] : ["expected-plan-digest"]),
    ...(expectedPlanManifest === undefined ? [] : ["expected-plan-manifest"]),
    ...(unreviewed === "stop" ? ["unreviewed: stop"] : []),
  ];
  return {
    "working-directory": "unless command is changes",
    ...(given.length > 0 && { environment: `with ${given.join(" and ")}` }),
  };
}
