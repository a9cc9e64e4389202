import { BACKEND_PLACES, ERRORED_STATE } from "../../lib/terraform/failure-reasons.ts";

/** Failures of the tool's installation, the bucket and `init`. */
export const BACKEND_FAILURES = {
  "download-failed": {
    meaning: "the tool is not on PATH and cannot be downloaded",
    fix: "let the runner reach the address, set `mirror-url`, or install the tool in the runner's image",
  },
  "no-such-version": {
    meaning: "no published version matches the requested one",
    fix: "correct `version`, or `required_version` in the workspace",
  },
  "checksum-mismatch": {
    meaning: "the download does not have the checksum that the publisher lists",
    fix: "run the job again. If the error stays, do not trust the source",
  },
  "invalid-version": {
    meaning: "a version or a version constraint cannot be parsed",
    fix: "write it like `1.11.4` or `~> 1.11`",
  },
  "version-conflict": {
    meaning: "two places require versions that exclude each other. Nothing was downloaded",
    fix: "correct one of the places that the message names",
  },
  "version-mismatch": {
    meaning: "the workspace refuses the tool's version at `init`",
    fix: "set `version` to one that the workspace accepts",
  },
  "bucket-owned-by-other": {
    meaning:
      "the name of the bucket is taken, the bucket belongs to a central account, or the role may not see it",
    fix: "choose another name, allow `s3:ListBucket`, or set `backend-mode: off` for a central bucket",
  },
  ...BACKEND_PLACES,
  "bucket-missing": {
    meaning: "the state bucket does not exist, and the job needs it to change something",
    fix: "set `backend-mode: ensure`, which creates the bucket",
  },
  "state-of-another-environment": {
    meaning: "the record next to the state names another environment",
    fix: "give each environment its own bucket or key",
  },
  "state-at-old-key": {
    meaning:
      "the environment's key has no state, but the key that an earlier release of this pipeline used has one",
    fix: "run the `aws s3 mv` command in the message, or set the old key in the environment file",
  },
  "bucket-not-created": {
    meaning: "S3 refused to create the bucket",
    fix: "allow `s3:CreateBucket`",
  },
  "bucket-setting-refused": {
    meaning: "the role may not read or change a setting of the bucket",
    fix: "allow the statement in the action's README, or set `backend-mode: off`",
  },
  "bucket-unreachable": {
    meaning:
      "S3 did not answer, or the role may not use the bucket because a policy denies it or no policy allows it",
    fix: "check the network of the runner. If a policy is the cause, the message names the policy or the missing statement",
  },
  "no-backend-block": {
    meaning: "the workspace has no backend block, so its state would be lost",
    fix: 'add `terraform { backend "s3" {} }`',
  },
  "other-backend": {
    meaning: "the workspace keeps its state in a backend other than S3, but a bucket is given",
    fix: 'write `backend "s3" {}`, or set `backend-mode: off` and give no bucket',
  },
  ...ERRORED_STATE,
  "lock-file-incomplete": {
    meaning: "`.terraform.lock.hcl` lacks a provider or a platform",
    fix: "run `terraform providers lock` with the platforms in use, and commit the file",
  },
  "providers-unavailable": {
    meaning: "the provider registry did not answer",
    fix: "check the network, or set up a mirror",
  },
  "modules-unavailable": {
    meaning: "a module could not be downloaded",
    fix: "check its source, and whether the job may read it",
  },
  "credentials-expired": {
    meaning: "the AWS session expired while the action was running",
    fix: "set `role-arn`, whose sessions the action renews, or use credentials that last longer",
  },
  "state-locked": {
    meaning: "another run holds the lock of the state",
    fix: "wait for that run. If it is dead, run `terraform force-unlock` with the id of the lock",
  },
  "access-denied": {
    meaning: "the role may not read the state",
    fix: "allow the role the permissions that the message names",
  },
  "state-unreadable": {
    meaning:
      "the state is in S3 but cannot be read: its KMS key is not usable, or the object is archived",
    fix: "enable the key or restore the object, as the message says",
  },
  "workspace-missing": {
    meaning: "the Terraform workspace does not exist. The message lists the existing ones",
    fix: "correct `workspace`, or set `create-workspace: true`",
  },
  "workspace-not-selected": {
    meaning:
      "with `init: false`, the folder has a Terraform workspace selected that is not the one in `workspace`",
    fix: "set `workspace` to the selected one, or remove the file that the message names",
  },
  "workspace-failed": {
    meaning: "the tool could not select the Terraform workspace",
    fix: "correct the cause that the tool's last lines name. For S3, allow `s3:ListBucket`",
  },
  "init-failed": {
    meaning: "`init` failed for another reason",
    fix: "correct the cause that the tool's last lines in the log name",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof BACKEND_FAILURES> {}
}
