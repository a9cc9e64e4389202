import type { Cell, Expected } from "./cell.ts";
import { REJECTED, SUPERSEDED, UNTOUCHED, cellsOf, failure } from "./rows.ts";
import type { Row } from "./rows.ts";

const PROMOTE = ["promote", "--from", "dev", "--to", "staging"];

const APPROVED = {
  live: "this commit",
  terminal: ["✓ monalisa approved"],
  summary: ["staging: ✅ healthy"],
} as const;

const tagTaken = (expected: Pick<Expected, "jobs" | "infrastructure" | "live">): Row => ({
  outcome: "failure",
  variant: "tag taken",
  run: [...PROMOTE, "--fail", "tag-immutable"],
  expected: {
    ...UNTOUCHED,
    ...expected,
    terminal: ["build-push-ecr: immutable-tag-exists: "],
    summary: ["cannot be moved"],
  },
});

/** Cells that stop before the promotion changes anything. They are the same for the first promotion and the next. */
const stopped = (live: "none" | "as before"): Row[] => [
  failure("plan", [...PROMOTE, "--release", "20260101T000000Z-000000000000"], {
    ...UNTOUCHED,
    live,
    jobs: { plan: "failure", promote: "skipped" },
    terminal: ["20260101T000000Z-000000000000"],
    summary: ["20260101T000000Z-000000000000"],
  }),
  failure("lease held", [...PROMOTE, "--fail", "lease-held"], {
    ...UNTOUCHED,
    live,
    jobs: { promote: "failure" },
    leaseHeld: true,
    terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
    summary: ["the job deploy of hubot"],
  }),
  {
    outcome: "cancel",
    variant: "plan",
    run: [...PROMOTE, "--cancel-at", "find"],
    expected: {
      ...UNTOUCHED,
      live,
      jobs: { plan: "cancelled", promote: "skipped" },
      terminal: ["The operation was canceled."],
      summary: [],
    },
  },
  {
    outcome: "rejected",
    run: [...PROMOTE, "--reject"],
    expected: {
      ...UNTOUCHED,
      live,
      jobs: { promote: "failure" },
      terminal: [REJECTED],
      summary: ["staging"],
    },
  },
  {
    outcome: "superseded",
    run: [...PROMOTE, "--fail", "superseded"],
    expected: {
      jobs: { promote: "failure" },
      ...SUPERSEDED,
      terminal: ["Nothing was changed"],
      summary: ["newer"],
    },
  },
];

const first: Row[] = [
  {
    outcome: "success",
    run: PROMOTE,
    expected: {
      infrastructure: "added",
      kubernetes: "added",
      history: ["outcome healthy"],
      ...APPROVED,
    },
  },
  ...stopped("none"),
  tagTaken({ jobs: { promote: "failure" }, infrastructure: "added", live: "none" }),
  {
    outcome: "cancel",
    variant: "apply",
    run: [...PROMOTE, "--cancel-at", "apply", "--slow", "2s"],
    expected: {
      ...UNTOUCHED,
      jobs: { promote: "cancelled" },
      infrastructure: "added",
      live: "none",
      terminal: ["terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
    },
  },
  {
    outcome: "re-run",
    before: [[...PROMOTE, "--reject"]],
    run: ["rerun"],
    expected: {
      infrastructure: "added",
      kubernetes: "added",
      // The next job that may write copies the rejection of the first attempt.
      history: ["rejection", "outcome healthy"],
      ...APPROVED,
    },
  },
];

const next: Row[] = [
  {
    outcome: "success",
    run: PROMOTE,
    expected: {
      infrastructure: "none",
      kubernetes: "changed",
      history: ["outcome healthy"],
      ...APPROVED,
    },
  },
  ...stopped("as before"),
  // If the repositories exist already, the plan reports the tag.
  tagTaken({
    jobs: { plan: "failure", promote: "skipped" },
    infrastructure: "none",
    live: "as before",
  }),
  {
    outcome: "re-run",
    variant: "nothing left",
    before: [PROMOTE],
    run: ["rerun"],
    expected: {
      ...UNTOUCHED,
      jobs: { promote: "skipped" },
      live: "as before",
      terminal: ["succeeded in"],
      summary: ["staging"],
    },
  },
];

const TO_STAGING = { workflow: "promote", environment: "staging" } as const;

export const PROMOTIONS: readonly Cell[] = [
  ...cellsOf({ ...TO_STAGING, start: "first", world: "deployed" }, first),
  ...cellsOf({ ...TO_STAGING, start: "next", world: "promoted, and changed" }, next),
];
