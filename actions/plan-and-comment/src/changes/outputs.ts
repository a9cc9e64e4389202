/** When an output of a plan is set. */
export const PLANNED = "a plan is made";

/** The outputs that count what a plan does. */
export const COUNT_OUTPUTS = {
  add: { type: "number", description: "Number of resources to create.", when: PLANNED },
  change: {
    type: "number",
    description: "Number of resources to update in place.",
    when: PLANNED,
  },
  destroy: {
    type: "number",
    description: "Number of resources to destroy, without those to replace.",
    when: PLANNED,
  },
  replace: { type: "number", description: "Number of resources to replace.", when: PLANNED },
  move: {
    type: "number",
    description: "Number of resources that only change their address.",
    when: PLANNED,
  },
  import: {
    type: "number",
    description: "Number of resources that are only imported.",
    when: PLANNED,
  },
  forget: {
    type: "number",
    description: "Number of resources to remove from the state without destroying them.",
    when: PLANNED,
  },
  "outputs-changed": {
    type: "number",
    description: "Number of outputs that change.",
    when: PLANNED,
  },
  "changed-outputs": {
    type: "JSON",
    description: "JSON list of the names of the outputs that change.",
    when: PLANNED,
  },
  drift: {
    type: "number",
    description:
      "Number of objects that were changed outside of Terraform. Differences that the README lists as not drift are not counted.",
    when: PLANNED,
  },
} as const;
