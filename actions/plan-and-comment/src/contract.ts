import { SESSION_FAILURES } from "../../lib/aws/failure-reasons.ts";
import { awsInputs } from "../../lib/aws/input-types.ts";
import { ENVIRONMENT_INPUTS, environmentName } from "../../lib/environment/input-types.ts";
import type { Contract, InputsOf, OutputsOf } from "../../lib/runtime/contract.ts";
import { LEASE_FAILURES } from "../../lib/releases/failure-reasons.ts";
import { COMMON_FAILURES } from "../../lib/runtime/failure-reasons.ts";
import {
  boolean,
  duration,
  lines,
  oneOf,
  text,
  wholeNumber,
} from "../../lib/runtime/input-types.ts";
import {
  CHANGE_FAILURES,
  REVIEW_FAILURES,
  TOOL_FAILURES,
} from "../../lib/terraform/failure-reasons.ts";
import { toolPath, variableInputs, workspaceInputs } from "../../lib/terraform/input-types.ts";
import {
  IDENTITY_OUTPUTS,
  reviewInputs,
  reviewOutputs,
} from "../../lib/terraform/plan-digest/interface.ts";

export type Inputs = InputsOf<typeof contract>;
export type Outputs = OutputsOf<typeof contract>;

export const contract = {
  name: "plan-and-comment",
  inputs: {
    command: {
      type: oneOf("plan", "apply"),
      default: "plan",
      description: "`plan` makes and explains a plan; `apply` also applies exactly that plan.",
    },
    ...workspaceInputs({
      directory:
        "Folder of the workspace (root module), from the repository's root. It must be initialised.",
      workspace:
        "Terraform workspace to use; empty = the one that was selected when the folder was initialised.",
    }),
    ...ENVIRONMENT_INPUTS,
    label: {
      type: text("a name, for example dev"),
      environmentFile: "name",
      description:
        "What people call the target, such as `dev`. Shown in the comment; each label has a comment of its own.",
    },
    "tool-path": {
      type: toolPath,
      description: "terraform or tofu to use; empty = `terraform`, then `tofu` on PATH.",
    },
    ...variableInputs({
      variables:
        "Terraform variables as a YAML map. Numbers keep the digits they are written with.",
    }),
    targets: {
      type: lines("addresses, one a line, for example module.cluster"),
      description: "Addresses to limit the plan to, one a line.",
    },
    replace: {
      type: lines("addresses, one a line, for example module.cluster"),
      description: "Addresses to replace, one a line.",
    },
    destroy: {
      type: boolean,
      default: "false",
      description: "Plan the destruction of everything in the workspace (true or false).",
    },
    refresh: {
      type: boolean,
      default: "true",
      description: "Ask the providers for the real state before planning (true or false).",
    },
    parallelism: {
      type: wholeNumber(1, 999),
      description: "How many operations the tool runs at once; empty = its own default (10).",
    },
    "lock-timeout": {
      type: duration,
      default: "2m",
      description: "How long to wait for the state's lock, such as 90s or 10m.",
    },
    "extra-args": {
      type: lines("arguments, one a line, for example -compact-warnings"),
      description: "More arguments for `plan`, one a line.",
    },
    environment: {
      type: environmentName,
      environmentFile: "name",
      description:
        "Environment that the plan is for; its digest key in the state's bucket makes `plan-digest`. Empty = no digest.",
    },
    ...reviewInputs("apply"),
    comment: {
      type: oneOf("always", "on-change", "never"),
      default: "always",
      description:
        "When to comment on the pull request - `always`, `on-change` (an existing comment is still updated), `never`.",
    },
    ...awsInputs({
      role: "IAM role to assume with the job's OIDC token; empty = the credentials that are there.",
      region: "AWS region; empty = AWS_REGION of the job.",
      account: "AWS account the credentials must belong to; checked before anything else is done.",
    }),
    "github-token": {
      type: text("a token, for example ${{ github.token }}", "token"),
      default: "${{ github.token }}",
      mayBeEmpty: true,
      description: "Token that writes the comment; empty = no comment.",
    },
  },
  outputs: {
    "exit-code": {
      type: "number",
      description: "Exit code of the plan - 0 nothing to change, 2 something to change.",
    },
    "has-changes": {
      type: "boolean",
      description: "true when applying the plan would change resources or outputs.",
    },
    add: { type: "number", description: "Number of resources to create." },
    change: { type: "number", description: "Number of resources to update in place." },
    destroy: {
      type: "number",
      description: "Number of resources to destroy; replacements are not counted.",
    },
    replace: { type: "number", description: "Number of resources to replace." },
    move: { type: "number", description: "Number of resources that only change their address." },
    import: { type: "number", description: "Number of resources that are only imported." },
    forget: {
      type: "number",
      description: "Number of resources to remove from the state without destroying them.",
    },
    "outputs-changed": { type: "number", description: "Number of outputs that change." },
    drift: {
      type: "number",
      description: "Number of objects changed outside of Terraform, without the providers' noise.",
    },
    "plan-json-path": {
      type: "path",
      description: "File with the plan as JSON (mode 0600). It holds sensitive values in clear.",
    },
    ...IDENTITY_OUTPUTS,
    ...reviewOutputs("apply"),
    "comment-url": {
      type: "string",
      description: "Address of the comment.",
      when: "there is a comment",
    },
    "summary-path": {
      type: "path",
      description: "File with the whole report as Markdown, redacted.",
    },
    "outputs-json": {
      type: "JSON",
      description:
        "Non-sensitive output values as a JSON object - of the state before a plan, after an apply.",
    },
  },
  failures: {
    ...COMMON_FAILURES,
    ...TOOL_FAILURES,
    ...SESSION_FAILURES,
    ...CHANGE_FAILURES,
    ...LEASE_FAILURES,
    ...REVIEW_FAILURES,
  },
} as const satisfies Contract;
