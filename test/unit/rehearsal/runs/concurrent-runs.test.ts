import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { Options } from "../../../../rehearsal/command-line/command-line-options.ts";
import { ConcurrentRuns } from "../../../../rehearsal/runs/concurrent-runs.ts";
import type { Environment } from "../../../../rehearsal/world/environments.ts";
import type { World } from "../../../../rehearsal/world/start.ts";

beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => undefined));
afterEach(() => void jest.restoreAllMocks());

const CHAIN = [["dev"], ["staging", "dev"], ["production", "staging"]].map(
  ([name = "", promoteFrom]) =>
    ({ name, ...(promoteFrom === undefined ? {} : { promoteFrom }) }) as Environment,
);

/** Returns the commands that run while a run waits for environments. */
async function commandsBefore(waits: readonly string[]): Promise<[string, Options][]> {
  const commands: [string, Options][] = [];
  const others = new ConcurrentRuns({ newerCommit: "backend" }, (...command) => {
    commands.push(command);
    return Promise.resolve();
  });
  others.enter({ world: {} as World, files: CHAIN, sha: "a".repeat(40) });
  for (const environment of waits) await others.whileWaiting(environment);
  return commands;
}

test("a newer commit goes live once, by all deployments and promotions that lead to the environment", async () => {
  const deploy = ["deploy", { change: "backend" }];
  expect(await commandsBefore(["dev", "dev"])).toStrictEqual([deploy]);
  expect(await commandsBefore(["production"])).toStrictEqual([
    deploy,
    ["promote", { from: "dev", to: "staging" }],
    ["promote", { from: "staging", to: "production" }],
  ]);
});

test("without a failure that needs it, no other run starts", async () => {
  const others = new ConcurrentRuns({}, () => Promise.reject(new Error("nothing was to be run")));
  others.enter({ world: {} as World, files: CHAIN, sha: "a".repeat(40) });
  await others.whileWaiting("dev");
  await others.push();
});
