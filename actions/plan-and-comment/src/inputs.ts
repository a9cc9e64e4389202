import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { Inputs } from "./contract.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): Inputs =>
  readContract(contract.inputs, ({ expectedPlanDigest, expectedPlanManifest, unreviewed }) => {
    const given = [
      ...(expectedPlanDigest === undefined ? [] : ["expected-plan-digest"]),
      ...(expectedPlanManifest === undefined ? [] : ["expected-plan-manifest"]),
      ...(unreviewed === "stop" ? ["unreviewed: stop"] : []),
    ];
    return given.length === 0 ? {} : { environment: `with ${given.join(" and ")}` };
  });
