import type { Cell } from "./cell.ts";
import {
  DEPLOYED,
  INFRASTRUCTURE_ONLY,
  LEFT_FAILED,
  NOTHING_LEFT,
  ROLLED_BACK,
  leaseHeld,
  noImages,
  rejected,
  superseded,
} from "./deploy-endings.ts";
import { UNTOUCHED, cellsOf, failure } from "./rows.ts";
import type { Row } from "./rows.ts";

const first: Row[] = [
  {
    outcome: "success",
    run: ["deploy"],
    expected: {
      infrastructure: "added",
      kubernetes: "added",
      live: "this commit",
      history: ["outcome healthy"],
      terminal: ["succeeded in"],
      summary: ["**Applied 45 changes**", "dev: ✅ healthy"],
      comments: ["**Applied 45 changes**"],
    },
  },
  noImages("none"),
  failure("rollout", ["deploy", "--fail", "quota"], {
    ...LEFT_FAILED,
    terminal: ["kube-deploy: quota-exceeded: ", "exceeded quota: team"],
    summary: ["exceeded quota: team"],
  }),
  failure("migration", ["deploy", "--fail", "migration-image"], {
    ...LEFT_FAILED,
    terminal: ["kube-deploy: image-pull-denied: ", "403 Forbidden", "it was interrupted"],
    summary: ["Not begun", "403 Forbidden"],
  }),
  failure("state", ["deploy", "--fail", "state-put"], {
    jobs: { deploy: "failure" },
    ...INFRASTRUCTURE_ONLY,
    terminal: ["plan-and-comment: state-not-saved: ", "was pushed now"],
    summary: ["It was pushed afterwards"],
    comments: ["was pushed afterwards"],
  }),
  {
    outcome: "cancel",
    run: ["deploy", "--cancel-at", "apply", "--slow", "2s"],
    expected: {
      jobs: { deploy: "cancelled" },
      ...INFRASTRUCTURE_ONLY,
      terminal: ["plan-and-comment: cancelled: terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
      comments: ["terraform apply was cancelled"],
    },
  },
  {
    outcome: "re-run",
    before: [["deploy", "--fail", "quota"]],
    run: ["rerun"],
    expected: {
      ...DEPLOYED,
      terminal: ["succeeded in"],
      summary: ["backend"],
    },
  },
  rejected("none"),
  superseded(),
];

const next: Row[] = [
  {
    outcome: "success",
    run: ["deploy", "--change", "backend"],
    expected: {
      ...DEPLOYED,
      kubernetes: "changed",
      terminal: ["(found again, not built; linux/amd64)", "(built; linux/amd64)"],
      summary: ["reused", "backend"],
      comments: ["**Applied** "],
    },
  },
  {
    outcome: "success",
    variant: "tag taken",
    run: ["deploy", "--change", "backend", "--fail", "tag-immutable"],
    expected: {
      ...DEPLOYED,
      kubernetes: "changed",
      terminal: ["succeeded in"],
      summary: ["does not say what it was built from", "dev: ✅ healthy"],
    },
  },
  noImages("as before"),
  failure("rollout", ["deploy", "--change", "backend", "--fail", "crash"], {
    ...ROLLED_BACK,
    terminal: ["kube-deploy: crash-loop: ", "exit code 1", "again, verified"],
    summary: ["exit code 1"],
  }),
  failure("migration", ["deploy", "--change", "backend", "--fail", "migration-image"], {
    ...ROLLED_BACK,
    terminal: ["kube-deploy: image-pull-denied: ", "it was interrupted", "again, verified"],
    summary: ["Not begun", "403 Forbidden"],
  }),
  leaseHeld("--change", "backend"),
  {
    outcome: "cancel",
    variant: "images",
    run: ["deploy", "--change", "backend", "--cancel-at", "build"],
    expected: {
      jobs: { images: "cancelled", deploy: "skipped" },
      ...UNTOUCHED,
      live: "as before",
      terminal: ["cancelled"],
      summary: [],
    },
  },
  {
    outcome: "cancel",
    variant: "rollout",
    run: ["deploy", "--change", "backend", "--cancel-at", "watch", "--slow", "2s"],
    expected: {
      jobs: { deploy: "cancelled" },
      infrastructure: "none",
      kubernetes: "1 destroyed",
      live: "as before",
      history: [],
      terminal: ["kube-deploy: cancelled: terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
    },
  },
  {
    outcome: "re-run",
    variant: "newest",
    world: "deployed twice",
    run: ["rerun"],
    expected: { ...NOTHING_LEFT, terminal: ["succeeded in"] },
  },
  {
    outcome: "re-run",
    variant: "older",
    world: "deployed twice",
    run: ["rerun", "--run", "1"],
    expected: {
      jobs: { deploy: "failure" },
      infrastructure: "none",
      kubernetes: "none",
      live: "as before",
      history: ["refusal superseded"],
      terminal: ["setup-terraform-backend: superseded: "],
      summary: ["which is newer than"],
    },
  },
  rejected("as before", "--change", "backend"),
  superseded("--change", "frontend"),
];

const again: Row[] = [
  { outcome: "success", run: ["deploy"], expected: NOTHING_LEFT },
  leaseHeld(),
  { outcome: "re-run", run: ["rerun"], expected: NOTHING_LEFT },
  {
    outcome: "cancel",
    run: ["deploy", "--cancel-at", "apply"],
    expected: {
      jobs: { deploy: "cancelled" },
      ...UNTOUCHED,
      live: "as before",
      terminal: ["The operation was canceled."],
      summary: [],
    },
  },
  rejected("as before"),
  superseded(),
];

const OF_DEV = { workflow: "deploy", environment: "dev" } as const;

export const DEPLOY: readonly Cell[] = [
  ...cellsOf({ ...OF_DEV, start: "first", world: "new" }, first),
  ...cellsOf({ ...OF_DEV, start: "next", world: "deployed" }, next),
  ...cellsOf({ ...OF_DEV, start: "again", world: "deployed" }, again),
];
