import { SESSION_FAILURES } from "../../lib/aws/failure-reasons.ts";
import { awsInputs, bucketName, kmsKey, objectKey } from "../../lib/aws/input-types.ts";
import {
  ENVIRONMENT_INPUTS,
  environmentName,
  freezeWindows,
} from "../../lib/environment/input-types.ts";
import { READING_TOKEN, commitId } from "../../lib/github/input-types.ts";
import type { Contract, InputsOf, OutputsOf } from "../../lib/runtime/contract.ts";
import { GATE_FAILURES, LEASE_FAILURES } from "../../lib/releases/failure-reasons.ts";
import { COMMON_FAILURES } from "../../lib/runtime/failure-reasons.ts";
import { boolean, duration, matching, oneOf, text } from "../../lib/runtime/input-types.ts";
import { TOOL_FAILURES } from "../../lib/terraform/failure-reasons.ts";
import { workspaceInputs } from "../../lib/terraform/input-types.ts";
import { backendArguments } from "./backend-arguments.ts";
import { initArguments } from "./init-arguments.ts";
import { BACKEND_FAILURES } from "./failure-reasons.ts";
import { wantedVersion } from "./tool/input-type.ts";

export type Inputs = InputsOf<typeof contract>;
export type Outputs = OutputsOf<typeof contract>;

export const contract = {
  name: "setup-terraform-backend",
  inputs: {
    command: {
      type: oneOf("setup", "check"),
      default: "setup",
      description:
        "`setup` does what this action is for. `check` only reads the inputs as `setup` does, and compares them with the files of the workspace, so that an earlier job refuses wrong ones. It contacts nothing and sets no outputs.",
    },
    tool: {
      type: oneOf("terraform", "opentofu"),
      default: "terraform",
      description: "Which tool to use.",
    },
    version: {
      type: wantedVersion,
      description:
        "Version or version constraint of the tool, such as `1.11.4`, `~> 1.11` or `latest`. If empty, the variable or file of a version manager decides. `required_version` of the workspace always counts as well.",
    },
    "fallback-to-path": {
      type: boolean,
      default: "true",
      description:
        "`true` uses the tool on PATH if its version fits. `false` always uses the tool cache or a download.",
    },
    "mirror-url": {
      // Plain http is only for a server on this machine: whoever can change the answer can change the tool.
      type: matching(
        /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])\S+$/,
        "an https address with the publisher's layout, for example https://mirror.example.com/terraform",
        "URL",
      ),
      description:
        "Address to download the tool from; below it, the files have the publisher's layout. If empty: releases.hashicorp.com, or OpenTofu's releases on GitHub.",
    },
    checksum: {
      type: matching(
        /^[0-9a-f]{64}$/,
        "the sha256 of the archive, 64 lower-case hex digits",
        "sha256",
      ),
      description:
        "sha256 of the tool's archive. The action trusts it instead of the publisher's SHA256SUMS, and does not use PATH or the tool cache. Give an exact `version` with it.",
    },
    ...workspaceInputs({
      directory: "Folder of the workspace (root module), relative to the repository's root.",
      workspace:
        "Terraform workspace to select. If empty: the one that TF_WORKSPACE names, else the default one.",
    }),
    "create-workspace": {
      type: boolean,
      default: "false",
      description:
        "`true` creates the Terraform workspace, with an empty state, if it does not exist. `false` fails in that case and lists the Terraform workspaces that exist.",
    },
    ...ENVIRONMENT_INPUTS,
    environment: {
      type: environmentName,
      environmentFile: "name",
      description:
        "Name of the environment that the state belongs to. The action records it next to the state and refuses the state of another environment. The environment's releases and lease are stored below this name in the bucket. Needed with `lease: take`.",
    },
    bucket: {
      type: bucketName,
      environmentFile: "bucket",
      description: "S3 bucket of the state. Needed unless `backend-mode` is `off`.",
    },
    key: {
      type: objectKey,
      environmentFile: "stateKey",
      description: "Object key of the state. Needed with `bucket`.",
    },
    "kms-key-id": {
      type: kmsKey,
      environmentFile: "kmsKeyId",
      description: "KMS key that encrypts the state. If empty: the bucket's key, or S3's own.",
    },
    lock: {
      type: oneOf("lockfile"),
      default: "lockfile",
      description: "How the state is locked. `lockfile` is S3's own lock file; no table is needed.",
    },
    "backend-mode": {
      type: oneOf("ensure", "check", "off"),
      default: "ensure",
      description:
        "`ensure` creates the bucket and corrects its settings. `check` only reports settings that differ. `off` leaves the bucket alone; use it for stores that are not AWS. With `check` and `off`, a missing bucket is not an error, but the workspace can then only be planned.",
    },
    "backend-config": {
      type: backendArguments,
      description:
        "More arguments of the S3 backend, one `name = value` per line. A value in brackets may continue over several lines. A value without quotes is a string.",
    },
    init: {
      type: boolean,
      default: "true",
      description:
        "`true` initialises the workspace and selects the Terraform workspace. `false` does neither, and refuses a folder in which another Terraform workspace is selected.",
    },
    "init-args": {
      type: initArguments,
      description:
        "More arguments for `init`, one per line. With `-upgrade`, here or in TF_CLI_ARGS_init, the lock file is not enforced.",
    },
    lease: {
      type: oneOf("none", "take"),
      default: "none",
      description:
        "`take` takes the lease of the environment for the whole job, so that only one job at a time changes the environment. The post step of this action releases it.",
    },
    "lease-timeout": {
      type: duration,
      default: "30m",
      description: "How long to wait for a lease that another run holds, such as 90s or 30m.",
    },
    gate: {
      type: oneOf("deploy", "none"),
      default: "deploy",
      description:
        "With `lease: take`: `deploy` refuses a commit that may not become live now (the environment is held or frozen, or the commit failed before or is older than what is live). `none` lets every commit pass, for a rollback.",
    },
    commit: {
      type: commitId,
      description: "Commit to deploy, which the gate checks. If empty: the commit of the run.",
    },
    freeze: {
      type: freezeWindows,
      environmentFile: "freeze",
      description:
        "Weekly windows in which the gate lets nothing pass: a list of `{from, to, zone}`, such as `{from: Fri 16:00, to: Mon 07:00, zone: Europe/Berlin}`.",
    },
    "allow-downgrade": {
      type: boolean,
      default: "false",
      description:
        "`true`: the gate lets a commit pass that is older than what is live, or that is on another branch.",
    },
    "override-reason": {
      type: text("why a rule is overridden, for example the runner of run 77 is gone", "reason"),
      description:
        "Why a person overrides the gate and the lease. With a reason, the commit passes the gate, a hold ends, and after `lease-timeout` the job takes the lease from the run that holds it. The reason is recorded. If empty, the job fails in these cases.",
    },
    ...awsInputs({
      role: "IAM role to assume with the job's OIDC token. If empty: the AWS credentials of the job.",
      region: "AWS region of the bucket. Needed with `bucket`.",
      account:
        "AWS account that the credentials must belong to. The action checks it before it changes anything.",
    }),
    "github-token": READING_TOKEN,
  },
  outputs: {
    "tool-path": { type: "path", description: "Absolute path of the tool." },
    "tool-version": { type: "string", description: "Version of the tool." },
    "cache-hit": {
      type: "boolean",
      description: "true if the tool came from the runner's tool cache.",
    },
    "working-directory": {
      type: "path",
      description:
        "Absolute path of the folder that was initialised. It is a copy for `$/` folders and for a plan before the first deployment. Later actions find the copy by the same `working-directory`.",
    },
    "backend-config-path": {
      type: "path",
      description: "File with the configuration of the backend (mode 0600).",
      when: "a bucket is given",
    },
    "state-identity": {
      type: "string",
      description:
        "Identity of the state, as `s3://bucket/key#workspace`, even if `backend-config` names another bucket or key. You can use it as a concurrency group.",
      when: "a bucket is given",
    },
    workspace: {
      type: "string",
      description: "The selected Terraform workspace.",
      when: "`init` is true",
    },
    "bucket-created": { type: "boolean", description: "true if this run created the bucket." },
    "backend-findings": {
      type: "JSON",
      description:
        "Settings of the bucket: a list of {setting, wanted, found, result, cause}. `result` is kept, changed or differs. `cause` says why a setting was not corrected: S3 does not accept it on this bucket, for example a lifecycle together with MFA delete, or a rule that is not the action's decides.",
    },
    "first-deployment": {
      type: "boolean",
      description:
        "true if the state does not exist yet, so that a plan shows everything as new. Without the bucket (`check`, `off`), the workspace can be planned, and nothing is written.",
      when: "the action knows where the state is: `bucket` is given, and the backend's own arguments do not name another place",
    },
  },
  failures: {
    ...COMMON_FAILURES,
    ...TOOL_FAILURES,
    ...SESSION_FAILURES,
    ...BACKEND_FAILURES,
    ...LEASE_FAILURES,
    ...GATE_FAILURES,
  },
} as const satisfies Contract;
