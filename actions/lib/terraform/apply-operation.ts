import type { Operation } from "../process/operation.ts";

/** Whether it changes objects and writes a state, which a post step then has to look after. */
export const isApply = ({ purpose }: Pick<Operation, "purpose">): boolean =>
  /^\w+ apply\b/.test(purpose);
