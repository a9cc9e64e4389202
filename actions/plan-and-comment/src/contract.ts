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
/** Of the commands that work on one workspace. */
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
        "`plan` makes and explains a plan; `apply` also applies exactly that plan; `changes` finds the workspaces of all environments that the commit of the run affects; `check` checks that GitHub protects the environment of `environment-file` and lets this run deploy there, and that the `parts` of the run go together; `values` checks the values of a workspace's variables as far as they are known, before there is anything to plan against.",
    },
    ...workspaceInputs({
      directory: "",
      workspace:
        "Terraform workspace to use; empty = the one that was selected when the folder was initialised.",
    }),
    "working-directory": directoryInput(
      "Folder of the workspace (root module), from the repository's root; needed unless command is `changes` or `check`. It must be initialised, except for `values`.",
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
        "What people call the environment, such as `dev`. Shown in the comment; each label has one comment, with a part of each workspace that is planned under it.",
    },
    "tool-path": {
      type: toolPath,
      description: "terraform or tofu to use; empty = `terraform`, then `tofu` on PATH.",
    },
    ...variableInputs({
      variables:
        "Terraform variables as a YAML map. Numbers keep the digits they are written with.",
    }),
    "images-from": {
      type: oneOf("live"),
      description:
        "`live` gives the images, outputs and cluster of the release that is live in `environment`. Without one, nothing is planned, and the run succeeds.",
    },
    targets: {
      type: lines("addresses, one a line, for example module.cluster"),
      description:
        "Addresses to limit the plan to, one a line. One that is nowhere is a warning: the plan has nothing of it.",
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
      type: planArgumentLines,
      description:
        "More arguments for `plan`, one a line. Those that the action gives itself, such as `-out`, are refused.",
    },
    environment: {
      type: environmentName,
      environmentFile: "name",
      description:
        "Environment that the plan is for; its digest key in the state's bucket makes `plan-digest`. Empty = no digest.",
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
        "When to comment on the pull request - `always` (an apply: when it has something to apply), `on-change` (an existing comment is still updated), `never`.",
    },
    ...REPORT_INPUTS,
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
    matrix: {
      type: "JSON",
      description:
        "JSON list of what the change affects, sorted, for a matrix - `{environment, part, file}`; file is the environment file.",
      when: "the command is changes",
    },
    environments: {
      type: "JSON",
      description: "JSON list of the environments in `matrix`.",
      when: "the command is changes",
    },
    "exit-code": {
      type: "number",
      description: "Exit code of the plan - 0 nothing to change, 2 something to change.",
      when: PLANNED,
    },
    "has-changes": {
      type: "boolean",
      description: "true when applying the plan would change resources or outputs.",
      when: PLANNED,
    },
    ...COUNT_OUTPUTS,
    "plan-json-path": {
      type: "path",
      description: "File with the plan as JSON (mode 0600). It holds sensitive values in clear.",
      when: PLANNED,
    },
    ...comparedPlanOutputs("apply"),
    "comment-url": {
      type: "string",
      description: "Address of the comment.",
      when: "there is a comment",
    },
    "summary-path": {
      type: "path",
      description: "File with the whole report as Markdown, redacted. Nothing else is left out.",
      when: PLANNED,
    },
    "outputs-json": {
      type: "JSON",
      description:
        "Non-sensitive output values as a JSON object - of the state before a plan, after an apply.",
      when: `${PLANNED}, and the job was not cancelled while an apply ended`,
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
