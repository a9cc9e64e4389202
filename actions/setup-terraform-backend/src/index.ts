import { runAction } from "../../lib/runtime/action.ts";
import { readBackendInputs } from "./inputs.ts";
import { run } from "./run.ts";

await runAction({ name: "setup-terraform-backend", readInputs: readBackendInputs, run });
