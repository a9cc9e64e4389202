import { REGION } from "../../lib/aws/partitions.ts";
import {
  duration,
  flag,
  lines,
  matching,
  oneOf,
  optional,
  readActionInputs,
  required,
} from "../../lib/runtime/inputs.ts";
import type { InputType } from "../../lib/runtime/inputs.ts";
import { Problem } from "../../lib/runtime/inputs.ts";
import { variables } from "../../lib/terraform/variables.ts";

/** A whole number; empty leaves it to the tool. */
const parallelism: InputType<number | undefined> = (text) => {
  if (text === "") return undefined;
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Problem("accepted is a whole number from 1 to 999");
  return Number(text);
};

const SHAPE = {
  command: oneOf("plan", "apply"),
  "working-directory": required("terraform/infrastructure"),
  workspace: matching(/^[\w.-]{1,90}$/, "a workspace name such as dev"),
  label: optional,
  "tool-path": optional,
  variables,
  "variable-files": lines,
  targets: lines,
  replace: lines,
  destroy: flag,
  refresh: flag,
  parallelism,
  "lock-timeout": duration,
  "extra-args": lines,
  comment: oneOf("always", "on-change", "never"),
  "role-arn": matching(
    /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/,
    "a role's ARN such as arn:aws:iam::111122223333:role/plan",
  ),
  "aws-region": matching(REGION, "a region such as eu-west-1"),
  "expected-account-id": matching(/^\d{12}$/, "twelve digits"),
  "github-token": optional,
};

export const readPlanInputs = () => readActionInputs(SHAPE);

export type PlanInputs = ReturnType<typeof readPlanInputs>;
