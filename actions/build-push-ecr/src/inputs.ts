import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { Inputs } from "./contract.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): Inputs =>
  readContract(contract.inputs, ({ push }) =>
    push === true ? { "aws-region": "unless push is false" } : {},
  );
