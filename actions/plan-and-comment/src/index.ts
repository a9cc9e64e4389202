import { runAction } from "../../lib/runtime/action.ts";
import { checkAccepted } from "./check-accepted.ts";
import { contract } from "./contract.ts";
import { readInputs } from "./inputs.ts";
import { recover } from "./recover.ts";
import { WORDS } from "./report/words.ts";
import { run } from "./run.ts";

await runAction({
  contract,
  words: WORDS,
  readInputs,
  checkAccepted,
  run,
  endsComplete: ({ command }) => command === "apply",
  // These commands read only the repository and GitHub.
  worksWithoutCredentials: ({ command }) => command === "changes" || command === "check",
  cleanUp: recover,
});
