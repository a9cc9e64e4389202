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
    tool: {
      type: oneOf("terraform", "opentofu"),
      default: "terraform",
      description: "`terraform` or `opentofu`.",
    },
    version: {
      type: wantedVersion,
      description:
        "Version or constraint the tool must satisfy, such as `1.11.4` or `~> 1.11`, or `latest`; empty = the variable or file of a version manager. What required_version says counts as well.",
    },
    "fallback-to-path": {
      type: boolean,
      default: "true",
      description:
        "Use the tool on PATH when its version satisfies what is wanted (true or false); false = always the tool cache or a download.",
    },
    "mirror-url": {
      // Plain http is for a server on this machine only: who can change the answer can change the tool.
      type: matching(
        /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])\S+$/,
        "an https address with the publisher's layout, for example https://mirror.example.com/terraform",
        "URL",
      ),
      description:
        "Where to download from, with the publisher's layout below it; empty = releases.hashicorp.com, or OpenTofu's releases on GitHub.",
    },
    checksum: {
      type: matching(
        /^[0-9a-f]{64}$/,
        "the sha256 of the archive, 64 lower-case hex digits",
        "sha256",
      ),
      description:
        "sha256 of the archive. It is then trusted instead of the publisher's SHA256SUMS, and PATH and the tool cache are not used; give an exact version with it.",
    },
    ...workspaceInputs({
      directory: "Folder of the workspace (root module), from the repository's root.",
      workspace:
        "Terraform workspace to select; empty = the one that TF_WORKSPACE names, else the default one.",
    }),
    "create-workspace": {
      type: boolean,
      default: "false",
      description:
        "Creates the Terraform workspace, with an empty state, when it does not exist (true or false); false = the action fails then, and lists those that exist.",
    },
    ...ENVIRONMENT_INPUTS,
    environment: {
      type: environmentName,
      environmentFile: "name",
      description:
        "Name of the environment that the state belongs to. It is recorded beside the state; a state of another environment is refused. Its releases and its lease lie below this name in the bucket. Needed with lease `take`.",
    },
    bucket: {
      type: bucketName,
      environmentFile: "bucket",
      description: "S3 bucket of the state. Needed unless backend-mode is `off`.",
    },
    key: {
      type: objectKey,
      environmentFile: "stateKey",
      description: "Object key of the state. Needed with bucket.",
    },
    "kms-key-id": {
      type: kmsKey,
      environmentFile: "kmsKeyId",
      description: "KMS key that encrypts the state; empty = the key of the bucket, or S3's own.",
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
        "`ensure` creates the bucket and corrects its settings, `check` only reports what differs, `off` leaves the bucket alone, and is for stores that are not AWS. With `check` and `off` a bucket that does not exist is not an error: the workspace can then be planned only.",
    },
    "backend-config": {
      type: backendArguments,
      description:
        "More arguments of the S3 backend, `name = value` a line; a value in brackets may go on over several lines, and one without quotes is a text.",
    },
    init: {
      type: boolean,
      default: "true",
      description:
        "Initialise the workspace and select the Terraform workspace. With false, another one that is selected already is refused.",
    },
    "init-args": {
      type: initArguments,
      description:
        "More arguments for `init`, one a line. With `-upgrade`, also in TF_CLI_ARGS_init, the lock file is not enforced.",
    },
    lease: {
      type: oneOf("none", "take"),
      default: "none",
      description:
        "`take` takes the lease of the environment for the whole job, so that one job at a time changes it; the post step of this action releases it.",
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
        "With lease `take`: `deploy` refuses a commit that may not become live now (held, frozen, failed before, older than what is live), `none` lets everything pass, for a rollback.",
    },
    commit: {
      type: commitId,
      description: "Commit that is deployed, for the gate; empty = the commit of the run.",
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
        "Lets the gate pass a commit that is older than what is live, or of another branch (true or false).",
    },
    "override-reason": {
      type: text("why a rule is overridden, for example the runner of run 77 is gone", "reason"),
      description:
        "Why a person overrides the gate and the lease: what is refused passes, a hold ends, and the lease is taken away from another run when lease-timeout is over. It is recorded. Empty = the job fails then.",
    },
    ...awsInputs({
      role: "IAM role to assume with the job's OIDC token; empty = the credentials that are there.",
      region: "AWS region of the bucket. Needed with bucket.",
      account: "AWS account the credentials must belong to; checked before anything is changed.",
    }),
    "github-token": READING_TOKEN,
  },
  outputs: {
    "tool-path": { type: "path", description: "Absolute path of the tool." },
    "tool-version": { type: "string", description: "Version of the tool." },
    "cache-hit": {
      type: "boolean",
      description: "true when the tool came from the runner's tool cache.",
    },
    "working-directory": {
      type: "path",
      description:
        "Absolute path of the folder that was initialised: a copy for `$/` folders and for a plan before the first deployment. Later actions find it also by the same `working-directory`.",
    },
    "backend-config-path": {
      type: "path",
      description: "File with the backend's configuration (mode 0600).",
      when: "a bucket is given",
    },
    "state-identity": {
      type: "string",
      description:
        "Which state this is, as `s3://bucket/key#workspace`, also where backend-config says another bucket or key; good as a concurrency group.",
      when: "a bucket is given",
    },
    workspace: {
      type: "string",
      description: "The selected Terraform workspace.",
      when: "`init` is true",
    },
    "bucket-created": { type: "boolean", description: "true when this run created the bucket." },
    "backend-findings": {
      type: "JSON",
      description:
        "Settings of the bucket: a list of {setting, wanted, found, result, cause}; result is kept, changed or differs. `cause` says why a setting stays as it is: S3 does not take it on this bucket, for example a lifecycle beside MFA delete, or a rule of others decides.",
    },
    "first-deployment": {
      type: "boolean",
      description:
        "true when the state does not exist yet, so that a plan shows everything as new. Without the bucket (`check`, `off`) the workspace can be planned, and nothing is written.",
      when: "it is known where the state is: not without `bucket`, and not with a backend whose own arguments say it",
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
