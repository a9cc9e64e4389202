import type { Cell, Edit, Expected } from "./cell.ts";

type Row = Omit<Cell, "workflow" | "start" | "environment">;

/** The file does not say who may push images. */
const NO_PUSH_ROLE: Edit = [
  "environments/dev.yml",
  "  push: arn:aws:iam::111111111111:role/fleet-dev-push\n",
  "",
];

/** Nothing is changed, recorded or said about the environment. */
const UNTOUCHED: Pick<Expected, "infrastructure" | "kubernetes" | "history"> = {
  ...{ infrastructure: "none", kubernetes: "none", history: [] },
};

type World = Row["world"];
type Live = Expected["live"];

/** A job that waits for its environment is rejected. */
const rejected = (world: World, live: Live, ...options: string[]): Row => ({
  ...{ outcome: "rejected", world },
  run: ["deploy", ...options, "--reviewed", "dev", "--reject"],
  expected: {
    jobs: { deploy: "failure" },
    ...{ ...UNTOUCHED, live },
    terminal: ["The deployment was rejected or didn't satisfy other protection rules."],
    summary: [],
  },
});

/** A newer commit goes live while the run waits for its environment. */
const superseded = (world: World, ...options: string[]): Row => ({
  ...{ outcome: "superseded", world, run: ["deploy", ...options, "--fail", "superseded"] },
  expected: {
    jobs: { deploy: "failure" },
    ...{ infrastructure: "none", kubernetes: "none", live: "a newer commit" },
    history: ["outcome healthy", "refusal superseded"],
    terminal: ["setup-terraform-backend: superseded: ", "Nothing was changed"],
    summary: ["which is newer than"],
  },
});

/** The images cannot be pushed. */
const noImages = (world: World, live: Live): Row => ({
  ...{ outcome: "failure", variant: "images", world, edits: [NO_PUSH_ROLE], run: ["deploy"] },
  expected: {
    ...{ ...UNTOUCHED, live },
    jobs: { images: "failure", deploy: "skipped" },
    terminal: ["build-push-ecr: invalid-input"],
    summary: ["invalid-input"],
  },
});

/** Another run holds the environment. */
const leaseHeld = (...options: string[]): Row => ({
  ...{ outcome: "failure", variant: "lease held", world: "deployed" },
  run: ["deploy", ...options, "--fail", "lease-held"],
  expected: {
    jobs: { deploy: "failure" },
    ...{ ...UNTOUCHED, live: "as before", leaseHeld: true },
    terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
    summary: ["the job deploy of hubot"],
  },
});

const first: Row[] = [
  {
    ...{ outcome: "success", world: "new", run: ["deploy"] },
    expected: {
      ...{ infrastructure: "added", kubernetes: "added", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["succeeded in"],
      summary: ["**Applied 45 changes**", "dev: ✅ healthy"],
      comments: ["**Applied 45 changes**"],
    },
  },
  noImages("new", "none"),
  {
    ...{ outcome: "failure", variant: "rollout", world: "new" },
    run: ["deploy", "--fail", "quota"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ infrastructure: "added", kubernetes: "added", live: "none" },
      history: ["outcome failed"],
      terminal: ["kube-deploy: quota-exceeded: ", "exceeded quota: team"],
      summary: ["exceeded quota: team"],
      comments: ["**Applied 45 changes**"],
    },
  },
  {
    ...{ outcome: "failure", variant: "migration", world: "new" },
    run: ["deploy", "--fail", "migration-image"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ infrastructure: "added", kubernetes: "added", live: "none" },
      history: ["outcome failed"],
      terminal: ["kube-deploy: image-pull-denied: ", "403 Forbidden", "it was interrupted"],
      summary: ["Not begun", "403 Forbidden"],
      comments: ["**Applied 45 changes**"],
    },
  },
  {
    ...{ outcome: "failure", variant: "state", world: "new" },
    run: ["deploy", "--fail", "state-put"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ ...UNTOUCHED, infrastructure: "added", live: "none" },
      terminal: ["plan-and-comment: state-not-saved: ", "was pushed now"],
      summary: ["It was pushed afterwards"],
      comments: ["was pushed afterwards"],
    },
  },
  {
    ...{ outcome: "cancel", world: "new", run: ["deploy", "--cancel-at", "apply", "--slow", "2s"] },
    expected: {
      jobs: { deploy: "cancelled" },
      ...{ ...UNTOUCHED, infrastructure: "added", live: "none" },
      terminal: ["plan-and-comment: cancelled: terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
      comments: ["terraform apply was cancelled"],
    },
  },
  {
    ...{ outcome: "re-run", world: "new", before: [["deploy", "--fail", "quota"]], run: ["rerun"] },
    expected: {
      ...{ infrastructure: "none", kubernetes: "none", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["succeeded in"],
      summary: ["backend"],
    },
  },
  rejected("new", "none"),
  superseded("new"),
];

const next: Row[] = [
  {
    ...{ outcome: "success", world: "deployed", run: ["deploy", "--change", "backend"] },
    expected: {
      ...{ infrastructure: "none", kubernetes: "changed", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["(found again, not built)", "(built)"],
      summary: ["reused", "backend"],
      comments: ["**Applied** "],
    },
  },
  {
    ...{ outcome: "success", variant: "tag taken", world: "deployed" },
    run: ["deploy", "--change", "backend", "--fail", "tag-immutable"],
    expected: {
      ...{ infrastructure: "none", kubernetes: "changed", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["succeeded in"],
      summary: ["does not say what it was built from", "dev: ✅ healthy"],
    },
  },
  noImages("deployed", "as before"),
  {
    ...{ outcome: "failure", variant: "rollout", world: "deployed" },
    run: ["deploy", "--change", "backend", "--fail", "crash"],
    expected: {
      jobs: { deploy: "failure" },
      // What was changed is changed back.
      ...{ infrastructure: "none", kubernetes: "1 destroyed", live: "as before" },
      history: ["outcome rolled-back"],
      terminal: ["kube-deploy: crash-loop: ", "exit code 1", "again, verified"],
      summary: ["exit code 1"],
    },
  },
  {
    ...{ outcome: "failure", variant: "migration", world: "deployed" },
    run: ["deploy", "--change", "backend", "--fail", "migration-image"],
    expected: {
      jobs: { deploy: "failure" },
      // No Deployment was begun; the rollback leaves out the Job that was made.
      ...{ infrastructure: "none", kubernetes: "1 destroyed", live: "as before" },
      history: ["outcome rolled-back"],
      terminal: ["kube-deploy: image-pull-denied: ", "it was interrupted", "again, verified"],
      summary: ["Not begun", "403 Forbidden"],
    },
  },
  leaseHeld("--change", "backend"),
  {
    ...{ outcome: "cancel", variant: "images", world: "deployed" },
    run: ["deploy", "--change", "backend", "--cancel-at", "build"],
    expected: {
      jobs: { images: "cancelled", deploy: "skipped" },
      ...{ ...UNTOUCHED, live: "as before" },
      terminal: ["cancelled"],
      summary: [],
    },
  },
  {
    ...{ outcome: "cancel", variant: "rollout", world: "deployed" },
    run: ["deploy", "--change", "backend", "--cancel-at", "watch", "--slow", "2s"],
    expected: {
      jobs: { deploy: "cancelled" },
      ...{ infrastructure: "none", kubernetes: "1 destroyed", live: "as before", history: [] },
      terminal: ["kube-deploy: cancelled: terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
    },
  },
  {
    ...{ outcome: "re-run", variant: "newest", world: "deployed twice", run: ["rerun"] },
    expected: {
      ...{ infrastructure: "none", kubernetes: "none", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["succeeded in"],
      summary: ["No changes"],
    },
  },
  {
    ...{ outcome: "re-run", variant: "older", world: "deployed twice" },
    run: ["rerun", "--run", "1"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ infrastructure: "none", kubernetes: "none", live: "as before" },
      history: ["refusal superseded"],
      terminal: ["setup-terraform-backend: superseded: "],
      summary: ["which is newer than"],
    },
  },
  rejected("deployed", "as before", "--change", "backend"),
  superseded("deployed", "--change", "frontend"),
];

const again: Row[] = [
  {
    ...{ outcome: "success", world: "deployed", run: ["deploy"] },
    expected: {
      ...{ infrastructure: "none", kubernetes: "none", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["no changes"],
      summary: ["No changes"],
    },
  },
  leaseHeld(),
  {
    ...{ outcome: "re-run", world: "deployed", run: ["rerun"] },
    expected: {
      ...{ infrastructure: "none", kubernetes: "none", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["no changes"],
      summary: ["No changes"],
    },
  },
  {
    ...{ outcome: "cancel", world: "deployed", run: ["deploy", "--cancel-at", "apply"] },
    expected: {
      jobs: { deploy: "cancelled" },
      ...{ ...UNTOUCHED, live: "as before" },
      terminal: ["The operation was canceled."],
      summary: [],
    },
  },
  rejected("deployed", "as before"),
  superseded("deployed"),
];

const rows = (start: string, cells: readonly Row[]): Cell[] =>
  cells.map((cell) => ({ workflow: "deploy", start, environment: "dev", ...cell }));

export const DEPLOY: readonly Cell[] = [
  ...rows("first", first),
  ...rows("next", next),
  ...rows("again", again),
];
