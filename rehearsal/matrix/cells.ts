import type { Absent, Cell } from "./cell.ts";
import { DEPLOY } from "./deploy.ts";
import { PLANS } from "./plan.ts";
import { ROLLBACKS } from "./rollback.ts";

/** Every cell of the matrix, in the order of the table. */
export const CELLS: readonly Cell[] = [...PLANS, ...DEPLOY, ...ROLLBACKS];

export const ABSENT: readonly Absent[] = [
  {
    ...{ workflow: "plan", outcome: "rejected" },
    why: "none of its jobs names an environment, so nobody is asked for an approval",
  },
];
