// How deployments end: expectations that several rows of deploy.ts share.
import type { Edit, Expected } from "./cell.ts";
import { REJECTED, SUPERSEDED, UNTOUCHED, failure } from "./rows.ts";
import type { Row } from "./rows.ts";

/** Removes the line that says who may push images. */
const NO_PUSH_ROLE: Edit = [
  "environments/dev.yml",
  "  push: arn:aws:iam::111111111111:role/fleet-dev-push\n",
  "",
];

/** The commit is live, and the infrastructure is unchanged. */
export const DEPLOYED = {
  ...UNTOUCHED,
  live: "this commit",
  history: ["outcome healthy"],
} as const satisfies Partial<Expected>;

/** Everything exists already, and is verified again. */
export const NOTHING_LEFT: Expected = {
  ...DEPLOYED,
  terminal: ["no changes"],
  summary: ["No changes"],
};

/** The first rollout failed: there is no earlier release to return to. */
export const LEFT_FAILED: Failed = {
  jobs: { deploy: "failure" },
  infrastructure: "added",
  kubernetes: "added",
  live: "none",
  history: ["outcome failed"],
  comments: ["**Applied 45 changes**"],
};

/** The rollout failed, and its changes were rolled back. If a migration Job was created, the rollback omits it. */
export const ROLLED_BACK: Failed = {
  jobs: { deploy: "failure" },
  infrastructure: "none",
  kubernetes: "1 destroyed",
  live: "as before",
  history: ["outcome rolled-back"],
};

/** The run stopped after the apply of the infrastructure. */
export const INFRASTRUCTURE_ONLY = {
  ...UNTOUCHED,
  infrastructure: "added",
  live: "none",
} as const satisfies Partial<Expected>;

type Failed = Omit<Expected, "terminal" | "summary">;
type Live = Expected["live"];

/** A job that waits for its environment is rejected. */
export const rejected = (live: Live, ...options: string[]): Row => ({
  outcome: "rejected",
  run: ["deploy", ...options, "--reviewed", "dev", "--reject"],
  expected: {
    jobs: { deploy: "failure" },
    ...UNTOUCHED,
    live,
    terminal: [REJECTED],
    summary: [],
  },
});

/** A newer commit goes live while the run waits for its environment. */
export const superseded = (...options: string[]): Row => ({
  outcome: "superseded",
  run: ["deploy", ...options, "--fail", "superseded"],
  expected: {
    jobs: { deploy: "failure" },
    ...SUPERSEDED,
    terminal: ["setup-terraform-backend: superseded: ", "Nothing was changed"],
    summary: ["which is newer than"],
  },
});

/** The images cannot be pushed. */
export const noImages = (live: Live): Row => ({
  outcome: "failure",
  variant: "images",
  edits: [NO_PUSH_ROLE],
  run: ["deploy"],
  expected: {
    ...UNTOUCHED,
    live,
    jobs: { images: "failure", deploy: "skipped" },
    terminal: ["build-push-ecr: invalid-input"],
    summary: ["invalid-input"],
  },
});

/** Another run holds the environment. */
export const leaseHeld = (...options: string[]): Row =>
  failure("lease held", ["deploy", ...options, "--fail", "lease-held"], {
    jobs: { deploy: "failure" },
    ...UNTOUCHED,
    live: "as before",
    leaseHeld: true,
    terminal: ["setup-terraform-backend: lease-held: the job deploy of hubot"],
    summary: ["the job deploy of hubot"],
  });
