import { runAction } from "../../lib/runtime/action.ts";
import { recoverWorkspace } from "../../lib/terraform/recover.ts";
import { contract } from "./contract.ts";
import { checkAcceptedNames } from "./hand-over.ts";
import { readInputs } from "./inputs.ts";
import { openWorkspace } from "./open.ts";
import { run } from "./run.ts";

await runAction({
  contract,
  readInputs,
  checkAccepted: checkAcceptedNames,
  run,
  cleanUp: (left, readInputs, job) =>
    recoverWorkspace(left, job, async () => openWorkspace(readInputs(), job)),
});
