import * as z from "zod/mini";
import { matching, text, yaml } from "../../../lib/runtime/input-types.ts";
import { FACTS } from "./facts.ts";

/** Maximum length of a label's name, in characters: https://docs.github.com/rest/issues/labels */
const LONGEST = 50;
const NAME = `the name of a label, at most ${LONGEST} characters, for example terraform-destroy`;
const EXPECTED = `a map of ${FACTS.join(", ")} to names of labels, for example {destroy: terraform-destroy}`;

const name = z.string(NAME).check(z.regex(/^.{1,50}$/u, NAME));

/** Names of labels, each under the fact about a plan that it stands for. */
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
      "With `command: plan`: labels for the pull request, as a YAML map from a fact about the plan to the name of a label. Facts: `destroy`, `replace`, `change`, `create`, `no-changes`, `drift`, `policy-denied`, `plan-failed`. A label is removed once its fact is true of no plan of the commit. Needs `pull-requests: write`. If empty: no labels.",
  },
  "commit-status": {
    type: matching(/^.{1,100}$/u, "a name of at most 100 characters in one line, for example plan"),
    description:
      "With `command: plan`: name of a commit status; label and folder are appended to it. The status fails if the plan fails or the policy does not accept it. Needs `statuses: write`. If empty: no status.",
  },
  "policy-command": {
    type: text("a command for bash, for example conftest test -", "command"),
    description:
      "Bash command that checks the plan before it is shown and before it is applied. It runs in the root of the checkout and gets the plan as JSON on standard input; `PLAN_JSON` is the path of a file with the same JSON. Exit code 0 accepts the plan. With any other exit code, the plan is reported and the step fails (`policy-denied`), and an apply changes nothing.",
  },
} as const;
