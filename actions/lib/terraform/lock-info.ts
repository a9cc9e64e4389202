/** Who holds the lock of a state. */
export interface LockInfo {
  id?: string;
  who?: string;
  operation?: string;
  created?: string;
}

/** Reads the "Lock Info" block of terraform's error. A field that the block does not have is left out. */
export function lockInfo(text: string): LockInfo {
  const info: LockInfo = {};
  for (const name of ["id", "who", "operation", "created"] as const) {
    const value = new RegExp(`^\\s*${name}:\\s*(\\S.*?)\\s*$`, "im").exec(text)?.[1];
    if (value !== undefined) info[name] = value;
  }
  return info;
}

/** Reads the lock file that the S3 backend keeps next to a state. */
export function heldLock(json: string): LockInfo {
  try {
    const { ID, Who, Operation, Created } = JSON.parse(json) as Record<string, string | undefined>;
    return {
      ...(ID === undefined ? {} : { id: ID }),
      ...(Who === undefined ? {} : { who: Who }),
      ...(Operation === undefined ? {} : { operation: Operation }),
      ...(Created === undefined ? {} : { created: Created }),
    };
  } catch {
    return {};
  }
}
