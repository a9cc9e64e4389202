import { runAction } from "../../lib/runtime/action.ts";
import { contract } from "./contract.ts";
import { readInputs } from "./inputs.ts";
import { run } from "./run.ts";

await runAction({ contract, readInputs, run, worksWithoutCredentials: ({ push }) => !push });
