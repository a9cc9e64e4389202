import type { Cell, Expected } from "./cell.ts";

type Row = Omit<Cell, "workflow" | "start" | "environment" | "world">;

const PROMOTE = ["promote", "--from", "dev", "--to", "staging"];

const STOPPED: Pick<Expected, "infrastructure" | "kubernetes" | "history"> = {
  ...{ infrastructure: "none", kubernetes: "none", history: [] },
};
const REJECTED = "The deployment was rejected or didn't satisfy other protection rules.";

/** What happens before the promotion changes anything is the same for the first one and the next. */
const stopped = (live: "none" | "as before"): Row[] => [
  {
    ...{ outcome: "failure", variant: "plan" },
    run: [...PROMOTE, "--release", "20260101T000000Z-000000000000"],
    expected: {
      ...{ ...STOPPED, live, jobs: { plan: "failure", promote: "skipped" } },
      terminal: ["20260101T000000Z-000000000000"],
      summary: ["20260101T000000Z-000000000000"],
    },
  },
  {
    ...{ outcome: "failure", variant: "lease held", run: [...PROMOTE, "--fail", "lease-held"] },
    expected: {
      ...{ ...STOPPED, live, jobs: { promote: "failure" }, leaseHeld: true },
      terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
      summary: ["the job deploy of hubot"],
    },
  },
  {
    ...{ outcome: "cancel", variant: "plan", run: [...PROMOTE, "--cancel-at", "find"] },
    expected: {
      ...{ ...STOPPED, live, jobs: { plan: "cancelled", promote: "skipped" } },
      terminal: ["The operation was canceled."],
      summary: [],
    },
  },
  {
    ...{ outcome: "rejected", run: [...PROMOTE, "--reject"] },
    expected: {
      ...{ ...STOPPED, live, jobs: { promote: "failure" } },
      terminal: [REJECTED],
      summary: ["staging"],
    },
  },
  {
    ...{ outcome: "superseded", run: [...PROMOTE, "--fail", "superseded"] },
    expected: {
      jobs: { promote: "failure" },
      ...{ infrastructure: "none", kubernetes: "none", live: "a newer commit" },
      history: ["outcome healthy", "refusal superseded"],
      terminal: ["Nothing was changed"],
      summary: ["newer"],
    },
  },
];

const first: Row[] = [
  {
    ...{ outcome: "success", run: PROMOTE },
    expected: {
      ...{ infrastructure: "added", kubernetes: "added", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["✓ monalisa approved"],
      summary: ["staging: ✅ healthy"],
    },
  },
  ...stopped("none"),
  {
    ...{ outcome: "failure", variant: "tag taken", run: [...PROMOTE, "--fail", "tag-immutable"] },
    expected: {
      ...{ ...STOPPED, jobs: { promote: "failure" }, infrastructure: "added", live: "none" },
      terminal: ["build-push-ecr: immutable-tag-exists: "],
      summary: ["cannot be moved"],
    },
  },
  {
    ...{ outcome: "cancel", variant: "apply" },
    run: [...PROMOTE, "--cancel-at", "apply", "--slow", "2s"],
    expected: {
      ...{ ...STOPPED, jobs: { promote: "cancelled" }, infrastructure: "added", live: "none" },
      terminal: ["terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
    },
  },
  {
    ...{ outcome: "re-run", before: [[...PROMOTE, "--reject"]], run: ["rerun"] },
    expected: {
      ...{ infrastructure: "added", kubernetes: "added", live: "this commit" },
      // The rejection of the first attempt is copied by the next job that may write.
      history: ["rejection", "outcome healthy"],
      terminal: ["✓ monalisa approved"],
      summary: ["staging: ✅ healthy"],
    },
  },
];

const next: Row[] = [
  {
    ...{ outcome: "success", run: PROMOTE },
    expected: {
      ...{ infrastructure: "none", kubernetes: "changed", live: "this commit" },
      history: ["outcome healthy"],
      terminal: ["✓ monalisa approved"],
      summary: ["staging: ✅ healthy"],
    },
  },
  ...stopped("as before"),
  {
    ...{ outcome: "failure", variant: "tag taken", run: [...PROMOTE, "--fail", "tag-immutable"] },
    expected: {
      // Where the repositories are there already, the plan sees it.
      ...{ ...STOPPED, jobs: { plan: "failure", promote: "skipped" }, live: "as before" },
      terminal: ["build-push-ecr: immutable-tag-exists: "],
      summary: ["cannot be moved"],
    },
  },
  {
    ...{ outcome: "re-run", variant: "nothing left", before: [PROMOTE], run: ["rerun"] },
    expected: {
      ...{ ...STOPPED, jobs: { promote: "skipped" }, live: "as before" },
      terminal: ["succeeded in"],
      summary: ["staging"],
    },
  },
];

const rows = (start: string, world: Cell["world"], cells: readonly Row[]): Cell[] =>
  cells.map((cell) => ({ workflow: "promote", start, environment: "staging", world, ...cell }));

export const PROMOTIONS: readonly Cell[] = [
  ...rows("first", "deployed", first),
  ...rows("next", "promoted, and changed", next),
];
