/** One setting of the bucket: what is wanted, what was found, and what was done about it. */
export interface Finding {
  setting: string;
  wanted: string;
  found: string;
  /** kept: it already was as wanted. changed: it is as wanted now. differs: it was left as it is. */
  result: "kept" | "changed" | "differs";
  /**
   * Why the setting stays as it is although it differs: S3 does not take what is wanted, or the setting belongs to
   * somebody else.
   */
  cause?: string;
}

/** What was read of a setting. */
interface Reading {
  found: string;
  /** Sets what is wanted; undefined if nothing differs, or nothing can be done. */
  repair?: (() => Promise<unknown>) | undefined;
  /** Why a setting that differs is not repaired. */
  cause?: string | undefined;
}

/** How one setting is compared and repaired. */
export interface Setting {
  name: string;
  wanted: string;
  read: () => Promise<Reading>;
}
