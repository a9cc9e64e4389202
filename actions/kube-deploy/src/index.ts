import { runAction } from "../../lib/runtime/action.ts";
import { readInputs } from "./inputs.ts";
import { run } from "./run.ts";

await runAction({ name: "kube-deploy", readInputs, run });
