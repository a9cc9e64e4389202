/** What makes a comment the only one on a pull request: who plans, and the environment. */
export interface Target {
  /** Name of the workflow. */
  workflow: string;
  /** What people call the environment; "" where nobody says it. */
  label: string;
}

export const isSameTarget = (a: Target, b: Target): boolean =>
  a.workflow === b.workflow && a.label === b.label;
