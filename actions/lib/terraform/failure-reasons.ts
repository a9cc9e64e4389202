/** Failures of finding the folder and the tool, for the contracts of the actions that do this. */
export const TOOL_FAILURES = {
  "no-configuration": {
    meaning: "`working-directory` is not a folder of the repository, or has no `*.tf` file",
    fix: "check out the repository first, and set `working-directory` to the folder of the root module",
  },
  "tool-not-found": {
    meaning: "neither terraform nor tofu is on PATH, or `tool-path` is wrong",
    fix: "install the tool, or use the output `tool-path` of setup-terraform-backend",
  },
  "tool-broken": {
    meaning: "the tool gives no usable answer to `version -json`",
    fix: "install Terraform or OpenTofu 1.10 or later",
  },
} as const;

/** The refusal of errored-state.ts. */
export const ERRORED_STATE = {
  "errored-state": {
    meaning: "an earlier apply left the file `errored.tfstate`",
    fix: "run `terraform state push errored.tfstate`, check the result with a plan, then delete the file",
  },
} as const;

/** Failures if something that belongs to a state's backend is not where the configuration says. */
export const BACKEND_PLACES = {
  "bucket-wrong-region": {
    meaning: "the state bucket is in another region",
    fix: "correct `aws-region`",
  },
  "lock-table-missing": {
    meaning: "the DynamoDB table for the lock (`dynamodb_table`) does not exist",
    fix: "remove `dynamodb_table`, or create the table",
  },
} as const;

/** Failures of plan, apply and of reading their results. */
export const CHANGE_FAILURES = {
  ...ERRORED_STATE,
  "variable-file-missing": {
    meaning:
      "a file in `variable-files` is neither in the workspace's folder nor at this path from the repository's root",
    fix: "correct the path",
  },
  "not-initialized": {
    meaning: "the workspace is not initialised",
    fix: "run setup-terraform-backend first, with the same `working-directory`",
  },
  "no-state-yet": {
    meaning:
      "setup-terraform-backend found no state bucket, so it prepared the workspace for a plan only",
    fix: "in the job that applies, run setup-terraform-backend with `backend-mode: ensure`",
  },
  "variable-missing": {
    meaning: "a required variable has no value",
    fix: "set it in `variables` or `variable-files`",
  },
  "state-locked": {
    meaning: "another run holds the lock of the state. The message says who",
    fix: "wait for that run. If it is dead, run `terraform force-unlock` with the id of the lock",
  },
  "plan-failed": {
    meaning: "the plan failed",
    fix: "correct the lines that the annotations mark",
  },
  "plan-unreadable": {
    meaning:
      "the tool's plan JSON is broken, has an unknown format, or describes a state instead of a plan",
    fix: "check that `tool-path` is the tool itself, not a wrapper that prints lines of its own or drops arguments",
  },
  "state-unreadable": {
    meaning: "the tool's state JSON is broken",
    fix: "check that `tool-path` is the tool itself, not a wrapper that prints lines of its own",
  },
  "outputs-unreadable": {
    meaning: "the tool's JSON of the output values is broken",
    fix: "check that `tool-path` is the tool itself, not a wrapper that prints lines of its own",
  },
  "output-too-large": {
    meaning:
      "the JSON of the plan, the state or the outputs is larger than the action can read (about 512 MiB)",
    fix: "split the workspace, or keep large texts out of its state",
  },
  "read-failed": {
    meaning: "the tool's command `show` or `output` failed",
    fix: "run setup-terraform-backend first, with the same `working-directory`",
  },
  "plan-stale": {
    meaning: "the state changed between the plan and the apply",
    fix: "run the job again",
  },
  "apply-failed": {
    meaning: "the apply stopped. The message names the resource",
    fix: "correct the cause, then run the job again",
  },
  "state-not-saved": {
    meaning: "resources changed, but the new state could not be written",
    fix: "check whether the post step pushed `errored.tfstate`. If it did not, restore the access to the state and run `terraform state push errored.tfstate`",
  },
  "credentials-expired": {
    meaning: "the AWS session expired while the action was running",
    fix: "set `role-arn`, whose sessions the action renews, or use credentials that last longer",
  },
  "bucket-missing": {
    meaning: "the state bucket does not exist",
    fix: "run setup-terraform-backend with `backend-mode: ensure`, or correct the bucket's name",
  },
  ...BACKEND_PLACES,
  "access-denied": {
    meaning: "the role lacks a permission. The message names it",
    fix: "allow the role the action that the message names",
  },
} as const;

/** Refusals of a plan that is not the one that was approved or reviewed (plan-digest/). */
export const REVIEW_FAILURES = {
  "plan-changed": {
    meaning:
      "the plan is not the one that `expected-plan-digest` stands for. The message names what differs",
    fix: "read the plan of this run. If it is right, start the workflow again and approve the new plan",
  },
  "plan-unreviewed": {
    meaning:
      "the plan differs from the reviewed one, or no reviewed plan was found, and `unreviewed` does not allow it: the value is `stop`, or it is `create` and the plan does more than create",
    fix: "review the plan of this run, then run the job with `unreviewed: apply`",
  },
  "no-digest-key": {
    meaning:
      "`expected-plan-digest` is given, but the action cannot read a digest key of the environment",
    fix: "allow the role `s3:GetObject` on the key. In a first deployment, leave the input empty",
  },
} as const;

declare module "../runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<
    typeof TOOL_FAILURES | typeof CHANGE_FAILURES | typeof REVIEW_FAILURES
  > {}
}
