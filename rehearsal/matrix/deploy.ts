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
  {
    ...{ outcome: "failure", variant: "images", world: "new", edits: [NO_PUSH_ROLE] },
    run: ["deploy"],
    expected: {
      ...{ ...UNTOUCHED, live: "none" },
      jobs: { images: "failure", deploy: "skipped" },
      terminal: ["build-push-ecr: invalid-input"],
      summary: ["invalid-input"],
    },
  },
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
  {
    ...{ outcome: "rejected", world: "new", run: ["deploy", "--reviewed", "dev", "--reject"] },
    expected: {
      jobs: { deploy: "failure" },
      ...{ ...UNTOUCHED, live: "none" },
      terminal: ["The deployment was rejected or didn't satisfy other protection rules."],
      summary: [],
    },
  },
  {
    ...{ outcome: "superseded", world: "new", run: ["deploy", "--fail", "superseded"] },
    expected: {
      jobs: { deploy: "failure" },
      ...{ infrastructure: "none", kubernetes: "none", live: "a newer commit" },
      history: ["outcome healthy", "refusal superseded"],
      terminal: ["setup-terraform-backend: superseded: ", "Nothing was changed"],
      summary: ["which is newer than"],
    },
  },
];

const next: Row[] = [
  {
    ...{ outcome: "success", world: "deployed", run: ["deploy", "--change", "backend"] },
    expected: {
      ...{ infrastructure: "none", kubernetes: "changed", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["(found again, not built)", "(built)"],
      summary: ["reused", "backend"],
      comments: ["No changes"],
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
  {
    ...{ outcome: "failure", variant: "images", world: "deployed", edits: [NO_PUSH_ROLE] },
    run: ["deploy"],
    expected: {
      ...{ ...UNTOUCHED, live: "as before" },
      jobs: { images: "failure", deploy: "skipped" },
      terminal: ["build-push-ecr: invalid-input"],
      summary: ["invalid-input"],
    },
  },
  {
    ...{ outcome: "failure", variant: "rollout", world: "deployed" },
    run: ["deploy", "--change", "backend", "--fail", "crash"],
    expected: {
      jobs: { deploy: "failure" },
      // What was changed is changed back.
      ...{ infrastructure: "none", kubernetes: "none", live: "as before" },
      history: ["outcome rolled-back"],
      terminal: ["kube-deploy: crash-loop: ", "exit code 1", "again, verified"],
      summary: ["exit code 1"],
    },
  },
  {
    ...{ outcome: "failure", variant: "lease held", world: "deployed" },
    run: ["deploy", "--change", "backend", "--fail", "lease-held"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ ...UNTOUCHED, live: "as before", leaseHeld: true },
      terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
      summary: ["the job deploy of hubot"],
    },
  },
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
      ...{ infrastructure: "none", kubernetes: "changed", live: "as before", history: [] },
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
  {
    ...{ outcome: "rejected", world: "deployed" },
    run: ["deploy", "--change", "backend", "--reviewed", "dev", "--reject"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ ...UNTOUCHED, live: "as before" },
      terminal: ["The deployment was rejected or didn't satisfy other protection rules."],
      summary: [],
    },
  },
  {
    ...{ outcome: "superseded", world: "deployed" },
    run: ["deploy", "--change", "frontend", "--fail", "superseded"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ infrastructure: "none", kubernetes: "none", live: "a newer commit" },
      history: ["outcome healthy", "refusal superseded"],
      terminal: ["setup-terraform-backend: superseded: ", "Nothing was changed"],
      summary: ["which is newer than"],
    },
  },
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
  {
    ...{ outcome: "failure", variant: "lease held", world: "deployed" },
    run: ["deploy", "--fail", "lease-held"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ ...UNTOUCHED, live: "as before", leaseHeld: true },
      terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
      summary: ["the job deploy of hubot"],
    },
  },
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
  {
    ...{ outcome: "rejected", world: "deployed" },
    run: ["deploy", "--reviewed", "dev", "--reject"],
    expected: {
      jobs: { deploy: "failure" },
      ...{ ...UNTOUCHED, live: "as before" },
      terminal: ["The deployment was rejected or didn't satisfy other protection rules."],
      summary: [],
    },
  },
  {
    ...{ outcome: "superseded", world: "deployed", run: ["deploy", "--fail", "superseded"] },
    expected: {
      jobs: { deploy: "failure" },
      ...{ infrastructure: "none", kubernetes: "none", live: "a newer commit" },
      history: ["outcome healthy", "refusal superseded"],
      terminal: ["setup-terraform-backend: superseded: ", "Nothing was changed"],
      summary: ["which is newer than"],
    },
  },
];

const rows = (start: string, cells: readonly Row[]): Cell[] =>
  cells.map((cell) => ({ workflow: "deploy", start, environment: "dev", ...cell }));

export const DEPLOY: readonly Cell[] = [
  ...rows("first", first),
  ...rows("next", next),
  ...rows("again", again),
];
