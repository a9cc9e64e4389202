/** Where a commit stands to another one. */
export type CommitOrder =
  | "same"
  /** It contains the other one. */
  | "newer"
  /** The other one contains it. */
  | "older"
  /** Neither contains the other: they are on different branches. */
  | "diverged";

/** Where a candidate stands to each commit that it is compared with. */
export type CommitOrders = ReadonlyMap<string, CommitOrder>;
