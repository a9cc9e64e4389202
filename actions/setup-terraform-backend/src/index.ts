import { runAction } from "../../lib/runtime/action.ts";
import { contract } from "./contract.ts";
import { readInputs } from "./inputs.ts";
import { giveBackLease } from "./lease.ts";
import { run } from "./run.ts";

await runAction({
  contract,
  readInputs,
  run,
  giveBack: giveBackLease,
  worksWithoutCredentials: ({ command, bucket, roleArn, expectedAccountId }) =>
    command === "check" ||
    (bucket === undefined && roleArn === undefined && expectedAccountId === undefined),
});
