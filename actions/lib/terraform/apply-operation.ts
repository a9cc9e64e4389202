import type { Operation } from "../process/operation.ts";

/** Returns whether an operation changes objects and writes a state, which a post step must then handle. */
export const isApply = ({ purpose }: Pick<Operation, "purpose">): boolean =>
  /^\w+ apply\b/.test(purpose);
