import type { Cell, Command, Expected } from "./cell.ts";

type Row = Omit<Cell, "workflow" | "start" | "environment" | "world">;

const REASON = "it lost orders";
const COMMAND = ["rollback", "--environment", "dev", "--input", `reason=${REASON}`] as const;

/** To the first release, with more options. */
const toFirst =
  (...more: readonly string[]): Command =>
  ({ releases: [release = ""] }) => [...COMMAND, "--release", release, ...more];

const UNTOUCHED: Omit<Expected, "terminal" | "summary"> = {
  jobs: { rollback: "failure" },
  ...{ infrastructure: "none", kubernetes: "none", history: [], live: "as before" },
};

const BACK: Omit<Expected, "terminal"> = {
  ...{
    infrastructure: "none",
    kubernetes: "1 destroyed",
    live: "an earlier release",
    hold: REASON,
  },
  history: ["outcome healthy"],
  summary: ["dev: ✅ healthy"],
};

const twice: Row[] = [
  {
    ...{ outcome: "success", run: toFirst() },
    expected: { ...BACK, terminal: ["again, and is held"] },
  },
  {
    ...{ outcome: "failure", variant: "no release", run: [...COMMAND, "--release", ""] },
    expected: {
      ...UNTOUCHED,
      terminal: [
        "kube-deploy: release-needed: no release is given",
        "releases of dev, the newest first",
      ],
      summary: ["no release is given"],
    },
  },
  {
    ...{ outcome: "failure", variant: "unknown environment" },
    run: ["rollback", "--environment", "qa", "--input", `reason=${REASON}`],
    expected: {
      ...{ ...UNTOUCHED, jobs: { check: "failure", rollback: "skipped" } },
      terminal: ['"environments/qa.yml" is not an environment of this repository'],
      summary: ["environments/qa.yml"],
    },
  },
  {
    ...{ outcome: "failure", variant: "unknown release" },
    run: [...COMMAND, "--release", "20260101T000000Z-000000000000"],
    expected: {
      ...UNTOUCHED,
      terminal: ["20260101T000000Z-000000000000"],
      summary: ["20260101T000000Z-000000000000"],
    },
  },
  {
    ...{ outcome: "failure", variant: "rollout", run: toFirst("--fail", "crash") },
    expected: {
      ...UNTOUCHED,
      kubernetes: "1 destroyed",
      history: ["outcome failed"],
      terminal: ["kube-deploy: crash-loop: ", "exit code 1"],
      summary: ["exit code 1"],
    },
  },
  {
    ...{ outcome: "failure", variant: "lease held", run: toFirst("--fail", "lease-held") },
    expected: {
      ...{ ...UNTOUCHED, leaseHeld: true },
      terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
      summary: ["the job deploy of hubot"],
    },
  },
  {
    ...{ outcome: "cancel", run: toFirst("--cancel-at", "watch", "--slow", "2s") },
    expected: {
      ...{ ...UNTOUCHED, jobs: { rollback: "cancelled" }, kubernetes: "1 destroyed" },
      terminal: ["terraform apply was cancelled"],
      summary: ["terraform apply was cancelled"],
    },
  },
  {
    ...{ outcome: "re-run", before: [toFirst()], run: ["rerun"] },
    expected: {
      ...{ ...BACK, kubernetes: "none", live: "as before" },
      terminal: ["again, and is held"],
    },
  },
  {
    ...{ outcome: "rejected", run: toFirst("--reviewed", "dev", "--reject") },
    expected: {
      ...UNTOUCHED,
      terminal: ["The deployment was rejected or didn't satisfy other protection rules."],
      summary: [],
    },
  },
  {
    // The way back is open, whatever went live while somebody thought about it.
    ...{ outcome: "superseded", run: toFirst("--fail", "superseded") },
    expected: {
      ...{ ...BACK, history: ["outcome healthy", "outcome healthy"] },
      terminal: ["again, and is held"],
    },
  },
];

export const ROLLBACKS: readonly Cell[] = twice.map((cell) => ({
  ...{ workflow: "rollback", start: "to the first of two", environment: "dev" },
  ...{ world: "deployed twice", ...cell },
}));
