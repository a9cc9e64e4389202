import { describe, expect, test } from "@jest/globals";
import { readArguments } from "../../../../rehearsal/command-line/arguments.ts";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { USAGE } from "../../../../rehearsal/command-line/usage.ts";
import fc from "../../../support/fast-check.ts";

const DEFAULTS = { fork: false, fromPullRequest: false, inputs: {}, reject: false, verbose: false };

describe("arguments", () => {
  test.each([
    ["", { event: "deploy" }],
    ["plan --fork", { event: "plan", fork: true }],
    ["deploy --from-pr --change app", { event: "deploy", fromPullRequest: true, change: "app" }],
    [
      "promote --from dev --to staging --release r1 --override-reason urgent --reject",
      {
        event: "promote",
        from: "dev",
        to: "staging",
        release: "r1",
        overrideReason: "urgent",
        reject: true,
      },
    ],
    [
      "rollback --environment dev --input reason=a=b --input note=",
      { event: "rollback", environment: "dev", inputs: { reason: "a=b", note: "" } },
    ],
    ["plan --event merge_group --change app", { event: "plan", mergeQueue: true, change: "app" }],
    ["plan --event pull_request", { event: "plan" }],
    ["plan --fail port-opened", { event: "plan", fail: "port-opened" }],
    ["deploy --reviewed dev", { event: "deploy", reviewed: "dev" }],
    ["deploy --tag v1.0.0 --allow-tags v*", { event: "deploy", tag: "v1.0.0", allowTags: "v*" }],
    ["deploy --override-reason why", { event: "deploy", overrideReason: "why" }],
    ["promote --tag v1.0.0", { event: "promote", tag: "v1.0.0" }],
    ["rerun --run 3", { event: "rerun", run: 3 }],
    ["deploy --event push.json", { event: "deploy", eventFile: "push.json" }],
    [
      "--repo r --workflow images.yml --vars v.yml --action a/b=c --action d/e=skip",
      {
        event: "deploy",
        repository: "r",
        workflow: "images.yml",
        vars: "v.yml",
        actions: { "a/b": "c", "d/e": "skip" },
      },
    ],
    ["--fail crash --fail-at web", { event: "deploy", fail: "crash", failAt: "web" }],
    ["init --repo r", { event: "init", repository: "r" }],
    ["--real kubernetes", { event: "deploy", real: ["kubernetes"] }],
    [
      "--real registry,docker --keep w",
      { event: "deploy", real: ["registry", "docker"], keep: "w" },
    ],
    ["--cancel-at apply --slow 2m", { event: "deploy", cancelAt: "apply", slow: 120_000 }],
  ])("%s", (line, expected) => {
    const argv = line.split(" ").filter((word) => word !== "");
    expect(readArguments(argv)).toStrictEqual({ ...DEFAULTS, ...expected });
  });

  test.each([
    ["--help", "help"],
    ["--list-failures", "list-failures"],
    ["--matrix", { names: [] }],
    ["--matrix --cell plan --cell deploy/cancel", { names: ["plan", "deploy/cancel"] }],
    ["--matrix --part 2/4", { names: [], part: { number: 2, of: 4 } }],
  ])("%s", (line, expected) => {
    expect(readArguments(line.split(" "))).toStrictEqual(expected);
  });

  test.each([
    ["plan --environment dev", "--environment works with deploy and rollback, not with plan"],
    ["deploy --from dev", "--from works with promote, not with deploy"],
    ["promote --change app", "--change works with deploy and plan, not with promote"],
    ["plan --from-pr", "--from-pr works with deploy, not with plan"],
    ["deploy --fork", "--fork works only with plan: only a pull request can come from a fork"],
    ["deploy --from-pr --environment dev", "--from-pr and --environment cannot be combined"],
    [
      "deploy --from-pr --override-reason a",
      "--from-pr and --override-reason cannot be combined: the push of a merged pull",
    ],
    ["promote --tag v1 --override-reason a", "--tag and --override-reason cannot be combined"],
    ["plan --override-reason a", "--override-reason works with deploy and promote, not with plan"],
    ["deploy --event merge_group", "--event NAME works with plan, not with deploy"],
    ["plan --event push", '--event: "push" is not valid. Expected pull_request, merge_group, or'],
    ["plan --event merge_group --fork", "--fork and --event merge_group cannot be combined"],
    ["deploy --fail plan-changed", "--fail plan-changed works only with deploy --from-pr"],
    [
      "deploy --input a=b",
      "--input works with deploy only together with --environment, --workflow or --override-reason",
    ],
    ["plan --tag v1", "--tag works with deploy and promote, not with plan"],
    ["promote --tag v1 --from dev", "--tag and --from cannot be combined"],
    ["deploy --tag v1 --from-pr", "--tag and --from-pr cannot be combined"],
    ["rollback --input a", '--input: "a" is not valid. Expected a name and a value'],
    ["rerun --run last", '--run: "last" is not valid. Expected the number of a run'],
    ["deploy --run 1", "--run works with rerun, not with deploy"],
    ["deploy --cell plan", "--cell works only with --matrix"],
    ["deploy --part 1/2", "--part works only with --matrix"],
    ["--matrix --part half", '--part: "half" is not valid.'],
    ["--slow soon", '--slow: "soon" is not valid.'],
    ["--real kubernetes --keep world", "--real kubernetes and --keep cannot be combined"],
    [
      "deploy --from-pr --real kubernetes --fail plan-changed",
      "--real kubernetes and --fail plan-changed cannot be combined",
    ],
    [
      "--real cluster",
      '--real: "cluster" is not a part that an engine can replace. Expected one of kubernetes, docker',
    ],
    ["--fail lightning", '--fail: "lightning" is not a failure. Expected one of image-not-found'],
    ["--fail crsh", '--fail: "crsh" is not a failure. Did you mean crash?'],
    [
      "plan --fail crash",
      "--fail crash works with deploy, promote, rollback and rerun, not with plan",
    ],
    ["init --fail port-opened", "not with init"],
    [
      "deploy --fail state-put --fail-at backend",
      "--fail-at works only with --fail image-not-found",
    ],
    ["deploy --fail-at backend", "--fail-at works only with --fail image-not-found"],
    ["deploi", '"deploi" is not a command. Did you mean deploy?'],
    ["drift", '"drift" is not a command. Expected one of deploy, plan, promote'],
    ["--repoo x", "--repoo is not an option. Did you mean --repo?"],
    ["--repo", "--repo: the value is missing. Expected a value"],
    ["--repo=", "--repo: the value is empty."],
    ["--verbose=1", "--verbose takes no value. Give the option alone."],
    [
      "--action actions/setup-node",
      '--action: "actions/setup-node" is not valid. Expected an action',
    ],
    [
      "rerun --workflow deploy.yml",
      "--workflow works with deploy and plan and promote and rollback",
    ],
    ["deploy plan", "only one command at a time, got: deploy, plan"],
    ["--tempo fast", "--tempo is not an option."],
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
    .concat("slow", "json", "requests", "verbose", "help", "reviewed", "matrix", "cell", "event")
    .concat("real", "workflow", "vars", "action", "fail-at");
  expect(options.filter((name) => !USAGE.includes(`  --${name} `))).toStrictEqual([]);
});

test("any command line is read, or refused with a message", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom("deploy", "init", "--repo", "--fail", "crash", "--event", "x.json", "--", "-h"),
    fc.string().map((name) => `--${name}`),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      try {
        readArguments(argv);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as Error).message).not.toBe("");
      }
    }),
  );
});
