import { runAction } from "../../lib/runtime/action.ts";
import { recoverWorkspace } from "../../lib/terraform/recover.ts";
import { contract } from "./contract.ts";
import { readInputs } from "./inputs.ts";
import { openWorkspace } from "./open.ts";
import { WORDS } from "./report/words.ts";
import { run } from "./run.ts";

await runAction({
  contract,
  words: WORDS,
  readInputs,
  run,
  cleanUp: (left, inputs, job) => recoverWorkspace(left, job, () => openWorkspace(inputs, job)),
});
