import { BACKEND_PLACES, ERRORED_STATE } from "../../lib/terraform/failure-reasons.ts";

/** Failures of the tool's installation, the bucket and `init`. */
export const BACKEND_FAILURES = {
  "download-failed": {
    meaning: "the tool is not on PATH and cannot be downloaded",
    fix: "let the runner reach the address, give `mirror-url`, or install the tool in the runner's image",
  },
  "no-such-version": {
    meaning: "no published version is what is wanted",
    fix: "correct `version`, or `required_version` in the workspace",
  },
  "checksum-mismatch": {
    meaning: "the download is not what the publisher lists",
    fix: "run the job again; if it stays so, do not trust the source",
  },
  "invalid-version": {
    meaning: "a version or constraint cannot be read",
    fix: "write it like `1.11.4` or `~> 1.11`",
  },
  "version-conflict": {
    meaning: "two places demand versions that exclude each other; nothing was downloaded",
    fix: "correct one of the places in the message",
  },
  "version-mismatch": {
    meaning: "the workspace refuses the tool's version at `init`",
    fix: "give `version`",
  },
  "bucket-owned-by-other": {
    meaning:
      "the name is taken, the bucket is one of a central account, or the role may not see it",
    fix: "choose another name, allow `s3:ListBucket`, or use `backend-mode: off` for a central bucket",
  },
  ...BACKEND_PLACES,
  "bucket-missing": {
    meaning: "the bucket does not exist, and a change needs it",
    fix: "use `backend-mode: ensure`, which creates it",
  },
  "state-of-another-environment": {
    meaning: "another environment is recorded beside the state",
    fix: "give each environment a bucket or key of its own",
  },
  "state-at-old-key": {
    meaning: "the environment's key has no state, but the key of an earlier release has one",
    fix: "run the `aws s3 mv` of the message, or give the old key in the environment file",
  },
  "bucket-not-created": {
    meaning: "S3 refused to create the bucket",
    fix: "allow `s3:CreateBucket`",
  },
  "bucket-setting-refused": {
    meaning: "the role may not read or change a setting of the bucket",
    fix: "allow the statement above, or use `backend-mode: off`",
  },
  "bucket-unreachable": {
    meaning: "S3 did not answer, or a policy denies the bucket to the role, or does not allow it",
    fix: "check the network of the runner; a policy or the missing statement is named in the message",
  },
  "no-backend-block": {
    meaning: "the workspace has no backend block: its state would be lost",
    fix: 'add `terraform { backend "s3" {} }`',
  },
  "other-backend": {
    meaning: "the workspace keeps its state in another backend than S3, but a bucket is given",
    fix: 'write `backend "s3" {}`, or set `backend-mode: off` and give no bucket',
  },
  ...ERRORED_STATE,
  "lock-file-incomplete": {
    meaning: "`.terraform.lock.hcl` misses a provider or platform",
    fix: "run `terraform providers lock` with the platforms in use, and commit the file",
  },
  "providers-unavailable": {
    meaning: "the provider registry did not answer",
    fix: "check the network, or set up a mirror",
  },
  "modules-unavailable": {
    meaning: "a module could not be fetched",
    fix: "check its source and access",
  },
  "credentials-expired": {
    meaning: "the AWS session ended during the work",
    fix: "give `role-arn`, whose sessions are renewed, or credentials that live longer",
  },
  "state-locked": {
    meaning: "another run holds the state's lock",
    fix: "wait for it; when that run is dead, run `terraform force-unlock` with the lock's id",
  },
  "access-denied": {
    meaning: "the role may not read the state",
    fix: "allow the statements above",
  },
  "state-unreadable": {
    meaning: "S3 has the state and cannot give it: its KMS key cannot be used, or it is archived",
    fix: "enable the key, or restore the object, as the message says",
  },
  "workspace-missing": {
    meaning: "the Terraform workspace does not exist; the message lists those that do",
    fix: "correct `workspace`, or set `create-workspace: true`",
  },
  "workspace-not-selected": {
    meaning:
      "with `init: false`, the folder has another Terraform workspace selected than the named one",
    fix: "set `workspace` to it, or remove the file that the message names",
  },
  "workspace-failed": {
    meaning: "the Terraform workspace could not be selected",
    fix: "correct what the tool's last lines name; for S3, allow `s3:ListBucket`",
  },
  "init-failed": {
    meaning: "any other failure of `init`",
    fix: "correct what the tool's last lines in the log name",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof BACKEND_FAILURES> {}
}
