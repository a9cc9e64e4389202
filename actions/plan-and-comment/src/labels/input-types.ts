import * as z from "zod/mini";
import { matching, text, yaml } from "../../../lib/runtime/input-types.ts";
import { FACTS } from "./facts.ts";

/** https://docs.github.com/rest/issues/labels: a name has at most 50 characters. */
const LONGEST = 50;
const NAME = `the name of a label, at most ${LONGEST} characters, for example terraform-destroy`;
const EXPECTED = `a map of ${FACTS.join(", ")} to names of labels, for example {destroy: terraform-destroy}`;

const name = z.string(NAME).check(z.regex(/^.{1,50}$/u, NAME));

/** Labels by what is true of a plan. */
export const planLabels = yaml(
  z.strictObject(
    Object.fromEntries(FACTS.map((fact) => [fact, z.optional(name)])) as Record<
      (typeof FACTS)[number],
      z.ZodMiniOptional<typeof name>
    >,
    EXPECTED,
  ),
  { name: "YAML map", expected: EXPECTED, empty: {}, scalars: "text" },
);

/** The inputs that say what else is reported about a plan, and what checks it. */
export const REPORT_INPUTS = {
  labels: {
    type: planLabels,
    description:
      "Labels of the pull request with `command: plan`, as a YAML map from what is true of the plan to the label's name - `destroy`, `replace`, `change`, `create`, `no-changes`, `drift`, `policy-denied`, `plan-failed`. A label is taken away when it is no longer true of any plan of the commit. It needs `pull-requests: write`; empty = none.",
  },
  "commit-status": {
    type: matching(/^.{1,100}$/u, "a name of at most 100 characters in one line, for example plan"),
    description:
      "Name of a commit status with `command: plan`; label and folder follow it. It fails when the plan fails or the policy does not accept it, and needs `statuses: write`. Empty = none.",
  },
  "policy-command": {
    type: text("a command for bash, for example conftest test -", "command"),
    description:
      "Command for bash that checks the plan, before it is shown and before it is applied. It runs in the root of the checkout, and gets the plan as JSON on standard input; `PLAN_JSON` is the file with the same. Exit code 0 accepts the plan; with another one, the plan is reported and the step fails (`policy-denied`), and an apply changes nothing.",
  },
} as const;
