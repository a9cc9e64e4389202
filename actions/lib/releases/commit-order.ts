/** The order of a commit relative to another one. */
export type CommitOrder =
  | "same"
  /** The commit contains the other one. */
  | "newer"
  /** The other commit contains it. */
  | "older"
  /** Neither contains the other: they are on different branches. */
  | "diverged";

/** The order of a candidate relative to each commit that it is compared with. */
export type CommitOrders = ReadonlyMap<string, CommitOrder>;
