import type { Cell, Command, Expected } from "./cell.ts";
import { REJECTED, UNTOUCHED, cellsOf, failure } from "./rows.ts";
import type { Row } from "./rows.ts";

const REASON = "it lost orders";
const COMMAND = ["rollback", "--environment", "dev", "--input", `reason=${REASON}`] as const;

/** Makes a rollback to the first release, with further options. */
const toFirst =
  (...more: readonly string[]): Command =>
  ({ releases: [release = ""] }) => [...COMMAND, "--release", release, ...more];

const STOPPED: Omit<Expected, "terminal" | "summary"> = {
  ...UNTOUCHED,
  live: "as before",
  jobs: { rollback: "failure" },
};

const BACK: Omit<Expected, "terminal"> = {
  infrastructure: "none",
  kubernetes: "1 destroyed",
  live: "an earlier release",
  hold: REASON,
  history: ["outcome healthy"],
  summary: ["dev: ✅ healthy"],
};

const twice: Row[] = [
  {
    outcome: "success",
    run: toFirst(),
    expected: { ...BACK, terminal: ["again, and is held"] },
  },
  failure("no release", [...COMMAND, "--release", ""], {
    ...STOPPED,
    terminal: [
      "kube-deploy: release-needed: no release is given",
      "releases of dev, the newest first",
    ],
    summary: ["no release is given"],
  }),
  failure(
    "unknown environment",
    ["rollback", "--environment", "qa", "--input", `reason=${REASON}`],
    {
      ...STOPPED,
      jobs: { check: "failure", rollback: "skipped" },
      terminal: ['"environments/qa.yml" is not an environment of this repository'],
      summary: ["environments/qa.yml"],
    },
  ),
  failure("unknown release", [...COMMAND, "--release", "20260101T000000Z-000000000000"], {
    ...STOPPED,
    terminal: ["20260101T000000Z-000000000000"],
    summary: ["20260101T000000Z-000000000000"],
  }),
  {
    outcome: "failure",
    variant: "rollout",
    run: toFirst("--fail", "crash"),
    expected: {
      ...STOPPED,
      kubernetes: "1 destroyed",
      history: ["outcome failed"],
      terminal: ["kube-deploy: crash-loop: ", "exit code 1"],
      summary: ["exit code 1"],
    },
  },
  {
    outcome: "failure",
    variant: "lease held",
    run: toFirst("--fail", "lease-held"),
    expected: {
      ...STOPPED,
      leaseHeld: true,
      terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
      summary: ["the job deploy of hubot"],
    },
  },
  {
    outcome: "cancel",
    run: toFirst("--cancel-at", "watch", "--slow", "2s"),
    expected: {
      ...STOPPED,
      jobs: { rollback: "cancelled" },
      kubernetes: "1 destroyed",
      terminal: ["terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
    },
  },
  {
    outcome: "re-run",
    before: [toFirst()],
    run: ["rerun"],
    expected: {
      ...BACK,
      kubernetes: "none",
      live: "as before",
      terminal: ["again, and is held"],
    },
  },
  {
    outcome: "rejected",
    run: toFirst("--reviewed", "dev", "--reject"),
    expected: {
      ...STOPPED,
      terminal: [REJECTED],
      summary: [],
    },
  },
  {
    // A rollback stays possible, whatever went live while the reviewer was deciding.
    outcome: "superseded",
    run: toFirst("--fail", "superseded"),
    expected: {
      ...BACK,
      history: ["outcome healthy", "outcome healthy"],
      terminal: ["again, and is held"],
    },
  },
];

export const ROLLBACKS: readonly Cell[] = cellsOf(
  {
    workflow: "rollback",
    environment: "dev",
    start: "to the first of two",
    world: "deployed twice",
  },
  twice,
);
