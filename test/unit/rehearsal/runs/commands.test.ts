import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import type { Options } from "../../../../rehearsal/command-line/command-line-options.ts";
import type { PlannedRun } from "../../../../rehearsal/runs/planned-run.ts";
import { COMMANDS, triggersOf } from "../../../../rehearsal/runs/commands.ts";
import type { Start } from "../../../../rehearsal/runs/kept-runs.ts";
import { History } from "../../../../rehearsal/world/history.ts";
import type { Files } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

let directory: string;
let history: History;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "commands-"));
  history = new History(path.join(directory, "world", "repository"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const jobs = "jobs: { a: { runs-on: x, steps: [{ run: 'true' }] } }\n";
const byHand = (...inputs: string[]) =>
  `on: { workflow_dispatch: { inputs: { ${inputs.map((name) => `${name}: {}`).join(", ")} } } }\n${jobs}`;

const FILES: Files = {
  ".github/workflows/deploy.yml": `on: { push: {}, workflow_dispatch: { inputs: { environment: {}, override-reason: {} } } }\n${jobs}`,
  ".github/workflows/plan.yml": `on: [pull_request, merge_group]\n${jobs}`,
  ".github/workflows/promote.yml": byHand("from", "to"),
  ".github/workflows/rollback.yml": byHand("environment", "release", "reason"),
  "app/main.ts": "",
};

/** Prepares the runs of a command, as if each run had succeeded. */
function prepare(
  command: string,
  options: Options = {},
  files = FILES,
  start?: Start,
): PlannedRun[] {
  const source = path.join(directory, "source");
  writeFiles(source, files);
  const checkOut = (sha: string) => ({
    name: "o/r",
    directory: source,
    sha,
    ref: "refs/heads/main",
  });
  const prepareRuns = COMMANDS[command]?.(options) ?? [];
  const releaseBefore = (environment: string) => (environment === "held" ? "earlier" : undefined);
  return prepareRuns.map((planned) =>
    planned({ source, history, workflows: {}, start, checkOut, releaseBefore }, options),
  );
}

test.each<[string, Options, string[]]>([
  ["deploy", {}, ["push deploy"]],
  ["deploy", { environment: "dev" }, ["push deploy"]],
  ["deploy", { workflow: "a.yml" }, []],
  ["deploy", { tag: "v1" }, ["release deploy"]],
  ["deploy", { fromPullRequest: true }, ["pull_request plan", "push deploy"]],
  ["deploy", { fromPullRequest: true, workflow: "a.yml" }, ["pull_request plan"]],
  ["plan", {}, ["pull_request plan"]],
  ["plan", { mergeQueue: true }, ["merge_group plan"]],
  ["promote", {}, ["workflow_dispatch promote"]],
  ["promote", { tag: "v1" }, ["release promote"]],
  ["rollback", {}, ["workflow_dispatch rollback"]],
  ["rerun", {}, []],
])("%s with %j needs the workflows of %j", (command, options, needed) => {
  const triggers = triggersOf(command, options).map(({ event, command: by }) => `${event} ${by}`);
  expect(triggers).toStrictEqual(needed);
});

describe("the runs of a command", () => {
  test("deploy pushes main, with the earlier commit of main as before", () => {
    const [first] = prepare("deploy");
    const [second] = prepare("deploy", { change: "app" });
    expect(first?.scenario.request.event.payload).toMatchObject({ before: "0".repeat(40) });
    expect(second?.scenario.request.event.payload).toMatchObject({
      before: first?.repository.sha,
      after: second?.repository.sha,
    });
    expect(second?.workflow).toBe(".github/workflows/deploy.yml");
  });

  test.each(["deploy", "promote"])("%s --tag publishes a release of main", (command) => {
    const released = { [`.github/workflows/${command}.yml`]: `on: [release]\n${jobs}` };
    const [planned] = prepare(command, { tag: "v1.0.0" }, { ...FILES, ...released });
    expect(planned).toMatchObject({
      workflow: `.github/workflows/${command}.yml`,
      scenario: {
        title: "release v1.0.0 of example-org/fleet",
        request: {
          ref: "refs/tags/v1.0.0",
          event: { name: "release", payload: { action: "published" } },
        },
      },
    });
    expect(planned?.repository.sha).toBe(history.main());
  });

  test("deploy --from-pr tests the merge of a branch, and pushes one squashed commit", () => {
    prepare("deploy");
    const main = history.main();
    const [planned, pushed] = prepare("deploy", { fromPullRequest: true, change: "app" });
    const head = history.head("change");
    expect(planned?.scenario.pullRequest).toMatchObject({
      state: "open",
      head: { sha: head },
      base: { sha: main },
    });
    expect(planned?.repository.sha).not.toBe(head);
    expect(pushed?.scenario.pullRequest).toMatchObject({
      state: "closed",
      merged: true,
      head: { sha: head },
      mergeCommitSha: history.main(),
    });
    expect(pushed?.scenario.request.event.payload).toMatchObject({ before: main });
  });

  test("deploy --from-pr --fail plan-changed deploys main first; without --change a variable file is edited", () => {
    const files = { ...FILES, "environments/dev.kubernetes.tfvars": "replicas = 2\n" };
    const options = { fromPullRequest: true, fail: "plan-changed" };
    const prepareRuns = prepare("deploy", options, files);
    expect(prepareRuns.map(({ scenario }) => scenario.request.event.name)).toStrictEqual([
      "push",
      "pull_request",
      "push",
    ]);
    const main = history.main() ?? "";
    expect(history.read(main, "environments")).toStrictEqual({
      "dev.kubernetes.tfvars": "replicas = 3\n",
    });
    expect(prepareRuns[0]?.repository.sha).not.toBe(main);
  });

  test("plan --event merge_group tests a commit of the queue on top of main, and does not change main", () => {
    prepare("deploy");
    const main = history.main();
    const [queued] = prepare("plan", { mergeQueue: true, change: "app" });
    expect(queued?.scenario.request).toMatchObject({
      event: {
        name: "merge_group",
        payload: { merge_group: { base_sha: main, head_sha: queued?.repository.sha } },
      },
      ref: `refs/heads/gh-readonly-queue/main/pr-1-${main ?? ""}`,
    });
    expect(queued?.scenario.pullRequest).toMatchObject({ state: "open" });
    expect([history.main(), queued?.repository.sha === main]).toStrictEqual([main, false]);
  });

  test.each<[string, Options, string, Record<string, string>]>([
    ["deploy", { environment: "dev" }, "deploy", { environment: "dev" }],
    ["deploy", { overrideReason: "fixed" }, "deploy", { "override-reason": "fixed" }],
    [
      "deploy",
      { environment: "dev", overrideReason: "fixed" },
      "deploy",
      { environment: "dev", "override-reason": "fixed" },
    ],
    [
      "deploy",
      { workflow: "deploy.yml", overrideReason: "fixed" },
      "deploy",
      { "override-reason": "fixed" },
    ],
    ["promote", { from: "a", to: "b" }, "promote", { from: "a", to: "b" }],
    [
      "promote",
      { from: "a", to: "b", release: "r", overrideReason: "why" },
      "promote",
      { from: "a", to: "b", release: "r", "override-reason": "why" },
    ],
    [
      "rollback",
      { environment: "a", release: "r", inputs: { reason: "slow" } },
      "rollback",
      { environment: "a", release: "r", reason: "slow" },
    ],
    [
      "rollback",
      { environment: "held" },
      "rollback",
      { environment: "held", release: "earlier", reason: "a rehearsed rollback" },
    ],
    [
      "rollback",
      { environment: "held", release: "" },
      "rollback",
      { environment: "held", release: "" },
    ],
    ["rollback", { environment: "new" }, "rollback", { environment: "new" }],
  ])("%s %j sends workflow_dispatch", (command, options, file, inputs) => {
    const [planned] = prepare(command, options);
    expect(planned?.workflow).toBe(`.github/workflows/${file}.yml`);
    expect(planned?.scenario.request.event.name).toBe("workflow_dispatch");
    expect(planned?.scenario.request.inputs).toStrictEqual(inputs);
    expect(planned?.scenario.request.event.payload).toMatchObject({
      inputs,
      ref: "refs/heads/main",
    });
    expect(planned?.scenario.pullRequest).toBeUndefined();
  });
});

test("rerun sends the same event for the same commit, even if main has moved", () => {
  const [first] = prepare("deploy");
  if (first === undefined) throw new Error("there is a first run");
  prepare("deploy", { change: "app" });
  const { scenario, workflow, repository } = first;
  const [again] = prepare("rerun", {}, FILES, { scenario, workflow, sha: repository.sha });
  expect(again?.scenario).toStrictEqual({
    title: `${scenario.title}, once more`,
    request: scenario.request,
  });
  expect([again?.repository.sha, again?.workflow]).toStrictEqual([repository.sha, workflow]);
  expect(history.main()).not.toBe(repository.sha);
});

describe("an impossible command is refused, and the history is not changed", () => {
  const withoutPromote = { ...FILES };
  delete withoutPromote[".github/workflows/promote.yml"];
  const deployOnly = { ".github/workflows/deploy.yml": `on: push\n${jobs}` };
  test.each<[string, Options, Files, string]>([
    ["promote", { from: "dev" }, FILES, "promote needs --from and --to."],
    ["rollback", {}, FILES, "rollback needs --environment."],
    ["rerun", {}, FILES, "rerun needs --keep"],
    ["deploy", { change: "web" }, FILES, '--change: "web" is not valid.'],
    [
      "promote",
      { from: "dev", to: "b" },
      withoutPromote,
      "promote: the repository has no workflow promote.yml with the event workflow_dispatch. Copy examples/fleet/.github/workflows/promote.yml of eks-pipeline, which calls the pipeline's promote.yml. .github/workflows/promote.md says what it needs. Or choose another one with --workflow: .github/workflows/deploy.yml, .github/workflows/rollback.yml.",
    ],
    [
      "deploy",
      { environment: "dev" },
      deployOnly,
      "--environment: .github/workflows/deploy.yml has no input environment for workflow_dispatch.",
    ],
    ...[{}, { workflow: "deploy.yml" }].map((more): [string, Options, Files, string] => [
      "deploy",
      { overrideReason: "fixed", ...more },
      deployOnly,
      "--override-reason: .github/workflows/deploy.yml has no input override-reason for workflow_dispatch, so nobody can give a reason on GitHub either. Add the input under on.workflow_dispatch.inputs, and pass it on next to environment: override-reason: ${{ inputs.override-reason }}. examples/fleet/.github/workflows/deploy.yml of eks-pipeline has both.",
    ]),
    [
      "plan",
      {},
      deployOnly,
      "has the event 'pull_request'; the events there are: push. Copy examples/fleet/.github/workflows/plan.yml of eks-pipeline",
    ],
    [
      "deploy",
      { tag: "v1" },
      deployOnly,
      "has the event 'release'; the events there are: push. Add release under on of the workflow that is to run, or leave the option out.",
    ],
    [
      "rollback",
      { environment: "dev" },
      deployOnly,
      "no workflow in .github/workflows has the event 'workflow_dispatch'; the events there are: push. Copy examples/fleet/.github/workflows/rollback.yml of eks-pipeline, which calls the pipeline's rollback.yml. .github/workflows/rollback.md says what it needs.",
    ],
    [
      "deploy",
      {},
      {
        ".github/workflows/a.yml": `on: push\n${jobs}`,
        ".github/workflows/b.yml": `on: push\n${jobs}`,
      },
      "several workflows run on push: .github/workflows/a.yml, .github/workflows/b.yml. Choose one with --workflow, for example --workflow a.yml.",
    ],
  ])("%s %j", (command, options, files, says) => {
    expect(() => prepare(command, options, files)).toThrow(UsageError);
    expect(() => prepare(command, options, files)).toThrow(says);
    expect(history.main()).toBeUndefined();
  });
});

describe("--workflow", () => {
  const files = {
    ...FILES,
    ".github/workflows/images.yml": `on: { push: {}, workflow_dispatch: { inputs: { tag: {} } } }\n${jobs}`,
  };
  test.each<[string, Options, string, string]>([
    ["deploy", { workflow: "images" }, "images.yml", "push"],
    ["deploy", { workflow: "images", inputs: { tag: "1" } }, "images.yml", "workflow_dispatch"],
    ["deploy", { workflow: "plan" }, "plan.yml", "pull_request"],
    ["rollback", { workflow: "images", environment: "dev" }, "images.yml", "workflow_dispatch"],
  ])("%s %j runs %s on %s", (command, options, file, event) => {
    const [planned] = prepare(command, options, files);
    expect(planned?.workflow).toBe(`.github/workflows/${file}`);
    expect(planned?.scenario.request.event.name).toBe(event);
  });
});

test("if several workflows run on a push, deploy.yml is run", () => {
  const files = { ...FILES, ".github/workflows/checks.yml": `on: push\n${jobs}` };
  expect(prepare("deploy", {}, files)[0]?.workflow).toBe(".github/workflows/deploy.yml");
});
