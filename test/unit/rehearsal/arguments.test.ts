import { describe, expect, test } from "@jest/globals";
import { USAGE, readArguments } from "../../../rehearsal/arguments.ts";
import { UsageError } from "../../../rehearsal/base/usage-error.ts";

const DEFAULTS = { fork: false, fromPullRequest: false, inputs: {}, reject: false, verbose: false };

describe("arguments", () => {
  test.each([
    ["", { event: "deploy" }],
    ["plan --fork", { event: "plan", fork: true }],
    ["deploy --from-pr --change app", { event: "deploy", fromPullRequest: true, change: "app" }],
    [
      "promote --from dev --to staging --release r1 --override-reason urgent --reject",
      {
        ...{ event: "promote", from: "dev", to: "staging", release: "r1" },
        ...{ overrideReason: "urgent", reject: true },
      },
    ],
    [
      "rollback --environment dev --input reason=a=b --input note=",
      { event: "rollback", environment: "dev", inputs: { reason: "a=b", note: "" } },
    ],
    ["plan --event merge_group --change app", { event: "plan", mergeQueue: true, change: "app" }],
    ["plan --event pull_request", { event: "plan" }],
    ["rerun --run 3", { event: "rerun", run: 3 }],
    ["--cancel-at apply --slow 2m", { event: "deploy", cancelAt: "apply", slow: 120_000 }],
  ])("%s", (line, expected) => {
    const argv = line.split(" ").filter((word) => word !== "");
    expect(readArguments(argv)).toStrictEqual({ ...DEFAULTS, ...expected });
  });

  test.each([
    ["--help", "help"],
    ["--list-failures", "list-failures"],
  ])("%s", (option, expected) => {
    expect(readArguments([option])).toBe(expected);
  });

  test.each([
    ["plan --environment dev", "--environment goes with deploy and rollback, not with plan"],
    ["deploy --from dev", "--from goes with promote, not with deploy"],
    ["promote --change app", "--change goes with deploy and plan, not with promote"],
    ["plan --from-pr", "--from-pr goes with deploy, not with plan"],
    ["deploy --fork", "--fork goes with plan: only a pull request comes from a fork"],
    ["deploy --from-pr --environment dev", "--from-pr and --environment do not go together"],
    ["deploy --event merge_group", "--event goes with plan, not with deploy"],
    ["plan --event push", '--event: "push" is not valid. Expected pull_request or merge_group.'],
    ["plan --event merge_group --fork", "--fork and --event merge_group do not go together"],
    ["deploy --fail plan-changed", "--fail plan-changed goes with deploy --from-pr"],
    ["deploy --input a=b", "--input goes with deploy when --environment does"],
    ["rollback --input a", '--input: "a" is not valid. Expected a name and a value'],
    ["rerun --run last", '--run: "last" is not valid. Expected the number of a run'],
    ["deploy --run 1", "--run goes with rerun, not with deploy"],
    ["--slow soon", '--slow: "soon" is not valid.'],
    ["--fail lightning", "--fail lightning is unknown; known are image-not-found"],
    ["deploy plan", "one event at a time, got: deploy, plan"],
    ["--tempo fast", "Unknown option '--tempo'"],
  ])("%s is refused", (line, says) => {
    const read = () => readArguments(line.split(" "));
    expect(read).toThrow(UsageError);
    expect(read).toThrow(says);
  });
});

test("the help names every option", () => {
  const options = [
    "environment",
    "from",
    "to",
    "release",
    "override-reason",
    "input",
    "change",
    "run",
  ]
    .concat("from-pr", "reject", "fork", "repo", "keep", "fail", "list-failures", "cancel-at")
    .concat("event", "slow", "json", "requests", "verbose", "help");
  expect(options.filter((name) => !USAGE.includes(`  --${name} `))).toStrictEqual([]);
});
