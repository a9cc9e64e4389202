import { awsInputs } from "../../lib/aws/input-types.ts";
import { ENVIRONMENT_INPUTS, environmentName } from "../../lib/environment/input-types.ts";
import type { Contract, InputsOf, OutputsOf } from "../../lib/runtime/contract.ts";
import { RELEASE_FAILURES } from "../../lib/releases/failure-reasons.ts";
import {
  boolean,
  duration,
  lines,
  matching,
  oneOf,
  text,
  wholeNumber,
} from "../../lib/runtime/input-types.ts";
import { HAND_OVER_INPUTS } from "../../lib/terraform/hand-over/input-types.ts";
import {
  directoryInput,
  planArgumentLines,
  toolPath,
  variableInputs,
  workspaceInputs,
} from "../../lib/terraform/input-types.ts";
import { comparedPlanOutputs, reviewInputs } from "../../lib/terraform/plan-digest/interface.ts";
import { WORKSPACE_FAILURES } from "../../lib/terraform/workspace-failures.ts";
import { CHECK_INPUTS } from "./affected/input-types.ts";
import { COUNT_OUTPUTS, PLANNED } from "./changes/outputs.ts";
import { REPORT_INPUTS } from "./labels/input-types.ts";
import { ENVIRONMENT_FAILURES, POLICY_FAILURES } from "./failure-reasons.ts";

export type AllInputs = InputsOf<typeof contract>;
/** Inputs of the commands that work on one workspace. */
export type Inputs = AllInputs & { command: "plan" | "apply"; workingDirectory: string };
export type Outputs = OutputsOf<typeof contract>;

/** The outputs of a run that makes a plan. */
export type PlanOutputs = Outputs & {
  [Name in keyof Outputs as Name extends SetByPlan ? Name : never]-?: NonNullable<Outputs[Name]>;
};
type SetByPlan = {
  [Name in keyof Declared]: Declared[Name] extends { when: typeof PLANNED } ? Name : never;
}[keyof Declared];
type Declared = (typeof contract)["outputs"];

export const contract = {
  name: "plan-and-comment",
  inputs: {
    command: {
      type: oneOf("plan", "apply", "changes", "check", "values"),
      default: "plan",
      description:
        "`plan` makes a plan and explains it. `apply` makes a plan and applies exactly that plan. `changes` finds the workspaces of all environments that the run's commit affects. `check` checks that GitHub protects the environment of `environment-file` and lets this run deploy there, and that the `parts` of the run fit together. `values` checks the variable values of a workspace as far as they are known, before a plan is possible.",
    },
    ...workspaceInputs({
      directory: "",
      workspace:
        "Terraform workspace to use. If empty: the one that was selected when the folder was initialised.",
    }),
    "working-directory": directoryInput(
      "Folder of the workspace (root module), relative to the repository's root. Needed unless `command` is `changes` or `check`. The folder must be initialised, except for `values`.",
    ),
    ...ENVIRONMENT_INPUTS,
    ...CHECK_INPUTS,
    ...HAND_OVER_INPUTS,
    label: {
      type: matching(
        /^.{1,100}$/u,
        "a name of at most 100 characters in one line, for example dev",
      ),
      environmentFile: "name",
      description:
        "What people call the environment, such as `dev`. Each label has one comment, which shows the label and has a part for each workspace that is planned under it.",
    },
    "tool-path": {
      type: toolPath,
      description: "Path of terraform or tofu. If empty: `terraform`, then `tofu` on PATH.",
    },
    ...variableInputs({
      variables: "Terraform variables as a YAML map. Numbers keep the digits as you write them.",
    }),
    "images-from": {
      type: oneOf("live"),
      description:
        "`live` gives the images, the outputs and the cluster of the release that is live in `environment`. If no release is live there, nothing is planned and the run succeeds.",
    },
    targets: {
      type: lines("addresses, one per line, for example module.cluster"),
      description:
        "Addresses to limit the plan to, one per line. An address that does not exist causes a warning: the plan contains nothing for it.",
    },
    replace: {
      type: lines("addresses, one per line, for example module.cluster"),
      description: "Addresses to replace, one per line.",
    },
    destroy: {
      type: boolean,
      default: "false",
      description: "`true` plans the destruction of everything in the workspace.",
    },
    refresh: {
      type: boolean,
      default: "true",
      description: "`true` asks the providers for the real state before planning.",
    },
    parallelism: {
      type: wholeNumber(1, 999),
      description:
        "How many operations the tool runs at once. If empty: the tool's own default (10).",
    },
    "lock-timeout": {
      type: duration,
      default: "2m",
      description: "How long to wait for the lock of the state, such as 90s or 10m.",
    },
    "extra-args": {
      type: planArgumentLines,
      description:
        "More arguments for `plan`, one per line. Arguments that the action sets itself, such as `-out`, are refused.",
    },
    environment: {
      type: environmentName,
      environmentFile: "name",
      description:
        "Environment that the plan is for. `plan-digest` is made with the digest key of this environment in the state's bucket. If empty: no digest.",
    },
    "promoted-from": {
      type: environmentName,
      environmentFile: "promoteFrom",
      description:
        "Environment whose releases are promoted to `environment`. The comment then says that merging does not apply the plan.",
    },
    ...reviewInputs("apply"),
    comment: {
      type: oneOf("always", "on-change", "never"),
      default: "always",
      description:
        "When to comment on the pull request. `always`: after every plan, and after an apply that has something to apply. `on-change`: only if the plan has changes or fails, but an existing comment is still updated. `never`: no comment.",
    },
    ...REPORT_INPUTS,
    ...awsInputs({
      role: "IAM role to assume with the job's OIDC token. If empty: the AWS credentials of the job.",
      region: "AWS region. If empty: AWS_REGION of the job.",
      account:
        "AWS account that the credentials must belong to. The action checks it before it does anything else.",
    }),
    "github-token": {
      type: text("a token, for example ${{ github.token }}", "token"),
      default: "${{ github.token }}",
      mayBeEmpty: true,
      description: "Token that writes the comment. If empty: no comment.",
    },
  },
  outputs: {
    matrix: {
      type: "JSON",
      description:
        "JSON list of what the commit affects, sorted, for a matrix: `{environment, part, file}`. `file` is the environment file.",
      when: "`command` is `changes`",
    },
    environments: {
      type: "JSON",
      description: "JSON list of the environments in `matrix`.",
      when: "`command` is `changes`",
    },
    "exit-code": {
      type: "number",
      description:
        "Exit code of the plan: 0 if there is nothing to change, 2 if there is something to change.",
      when: PLANNED,
    },
    "has-changes": {
      type: "boolean",
      description: "true if applying the plan would change resources or outputs.",
      when: PLANNED,
    },
    ...COUNT_OUTPUTS,
    "plan-json-path": {
      type: "path",
      description:
        "File with the plan as JSON (mode 0600). It contains sensitive values in clear text.",
      when: PLANNED,
    },
    ...comparedPlanOutputs("apply"),
    "comment-url": {
      type: "string",
      description: "URL of the comment.",
      when: "there is a comment",
    },
    "summary-path": {
      type: "path",
      description: "File with the complete report as Markdown. Only sensitive values are left out.",
      when: PLANNED,
    },
    "outputs-json": {
      type: "JSON",
      description:
        "JSON object of the output values that are not sensitive: those of the state for a plan, and the new ones after an apply.",
      when: `${PLANNED}, and the job was not cancelled while an apply was ending`,
    },
  },
  failures: {
    ...WORKSPACE_FAILURES,
    "release-not-found": RELEASE_FAILURES["release-not-found"],
    "release-damaged": RELEASE_FAILURES["release-damaged"],
    ...ENVIRONMENT_FAILURES,
    ...POLICY_FAILURES,
  },
} as const satisfies Contract;
