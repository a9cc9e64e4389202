/** Failures of finding the folder and the tool, for the contracts of the actions that do it. */
export const TOOL_FAILURES = {
  "no-configuration": {
    meaning: "working-directory is not a folder of the repository, or holds no `*.tf` file",
    fix: "check out the repository first, and give the folder of the root module",
  },
  "tool-not-found": {
    meaning: "neither terraform nor tofu is on PATH, or `tool-path` is wrong",
    fix: "install it, or use the output `tool-path` of setup-terraform-backend",
  },
  "tool-broken": {
    meaning: "the program does not answer to `version -json`",
    fix: "install Terraform or OpenTofu 1.10 or later",
  },
} as const;

/** The refusal of errored-state.ts. */
export const ERRORED_STATE = {
  "errored-state": {
    meaning: "an earlier apply left `errored.tfstate`",
    fix: "run `terraform state push errored.tfstate`, check with a plan, remove the file",
  },
} as const;

/** What of a state's backend is not where its configuration says. */
export const BACKEND_PLACES = {
  "bucket-wrong-region": {
    meaning: "the bucket of the state is in another region",
    fix: "correct `aws-region`",
  },
  "lock-table-missing": {
    meaning: "the DynamoDB table of the lock (`dynamodb_table`) does not exist",
    fix: "leave `dynamodb_table` out, or create the table",
  },
} as const;

/** Failures of plan, apply and of reading what they left. */
export const CHANGE_FAILURES = {
  ...ERRORED_STATE,
  "variable-file-missing": {
    meaning: "a file of `variable-files` is in neither place",
    fix: "correct the path",
  },
  "not-initialized": {
    meaning: "the workspace is not initialised",
    fix: "run setup-terraform-backend with the same `working-directory` first",
  },
  "no-state-yet": {
    meaning: "setup-terraform-backend found no state bucket and prepared a plan only",
    fix: "run it with `backend-mode: ensure` in the job that applies",
  },
  "variable-missing": {
    meaning: "a required variable has no value",
    fix: "give it in `variables` or `variable-files`",
  },
  "state-locked": {
    meaning: "another run holds the state's lock; the message says who",
    fix: "wait for that run; when it is dead, run `terraform force-unlock` with the lock's id",
  },
  "plan-failed": {
    meaning: "the plan failed",
    fix: "correct the lines that the annotations point at",
  },
  "plan-unreadable": {
    meaning: "the tool's plan JSON is broken, of an unknown format, or that of a state",
    fix: "check that `tool-path` is the tool itself, not a wrapper that prints lines or leaves arguments out",
  },
  "state-unreadable": {
    meaning: "the tool's state JSON is broken",
    fix: "check that `tool-path` is the tool itself, not a wrapper that prints lines of its own",
  },
  "outputs-unreadable": {
    meaning: "the tool's output values are broken JSON",
    fix: "check that `tool-path` is the tool itself, not a wrapper that prints lines of its own",
  },
  "output-too-large": {
    meaning:
      "the JSON of the plan, the state or the outputs is larger than the action can read (some 512 MiB)",
    fix: "split the workspace, or keep large texts out of its state",
  },
  "read-failed": {
    meaning: "`show` or `output` failed",
    fix: "run setup-terraform-backend with the same `working-directory` first",
  },
  "plan-stale": {
    meaning: "the state changed between plan and apply",
    fix: "run the job again",
  },
  "apply-failed": {
    meaning: "the apply stopped; the message names the resource",
    fix: "correct the cause and run the job again",
  },
  "state-not-saved": {
    meaning: "resources changed, but the state could not be written",
    fix: "read whether the post step pushed `errored.tfstate`; if not, repair the access and run `terraform state push errored.tfstate`",
  },
  "credentials-expired": {
    meaning: "the AWS session ended during the work",
    fix: "give `role-arn`, whose sessions are renewed, or credentials that live longer",
  },
  "bucket-missing": {
    meaning: "the bucket of the state does not exist",
    fix: "run setup-terraform-backend with `backend-mode: ensure`, or correct the name",
  },
  ...BACKEND_PLACES,
  "access-denied": {
    meaning: "the role lacks a permission; the message names it",
    fix: "allow the named action to the role",
  },
} as const;

/** Refusals of a plan that is not the one that was approved or reviewed (plan-digest/). */
export const REVIEW_FAILURES = {
  "plan-changed": {
    meaning: "the plan is not the one of `expected-plan-digest`; the message names what differs",
    fix: "read the plan of this run; when it is right, start the workflow again and approve it",
  },
  "plan-unreviewed": {
    meaning:
      "`unreviewed` is `stop` (with `create`: the plan does not only create), and the plan differs from the reviewed one, or no reviewed plan was found",
    fix: "review the plan of this run, then run the job with `unreviewed: apply`",
  },
  "no-digest-key": {
    meaning:
      "`expected-plan-digest` is given, but the environment has no digest key that can be read",
    fix: "give the role `s3:GetObject` on the key; leave the input empty in a first deployment",
  },
} as const;

declare module "../runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<
    typeof TOOL_FAILURES | typeof CHANGE_FAILURES | typeof REVIEW_FAILURES
  > {}
}
