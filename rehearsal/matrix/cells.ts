import { existsSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../world/repositories.ts";
import type { Absent, Cell } from "./cell.ts";
import { DEPLOY } from "./deploy.ts";
import { PLANS } from "./plan.ts";
import { PROMOTIONS } from "./promote.ts";
import { ROLLBACKS } from "./rollback.ts";

const hasPromotions = existsSync(path.join(ROOT, ".github/workflows/promote.yml"));

/** Every cell of the matrix, in the order of the table. */
export const CELLS: readonly Cell[] = [
  ...PLANS,
  ...DEPLOY,
  ...(hasPromotions ? PROMOTIONS : []),
  ...ROLLBACKS,
];

export const ABSENT: readonly Absent[] = [
  {
    workflow: "plan",
    outcome: "rejected",
    why: "none of its jobs names an environment, so nobody is asked for an approval",
  },
];
