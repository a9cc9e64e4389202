/** What makes a comment unique on a pull request: the workflow that plans, and the environment. */
export interface Target {
  /** Name of the workflow. */
  workflow: string;
  /** What people call the environment; "" if it has no name. */
  label: string;
}

export const isSameTarget = (a: Target, b: Target): boolean =>
  a.workflow === b.workflow && a.label === b.label;
