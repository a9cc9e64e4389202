import { runAction } from "../../lib/runtime/action.ts";
import { readPlanInputs } from "./inputs.ts";
import { run } from "./run.ts";

await runAction({ name: "plan-and-comment", readInputs: readPlanInputs, run });
