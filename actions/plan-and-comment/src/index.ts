import { runAction } from "../../lib/runtime/action.ts";
import { contract } from "./contract.ts";
import { readInputs } from "./inputs.ts";
import { recover } from "./recover.ts";
import { WORDS } from "./report/words.ts";
import { run } from "./run.ts";

await runAction({
  contract,
  words: WORDS,
  readInputs,
  run,
  // It reads the repository and nothing else.
  worksWithoutCredentials: ({ command }) => command === "changes",
  cleanUp: recover,
});
