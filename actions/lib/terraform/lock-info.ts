import { permissionFix } from "../aws/refusal.ts";

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

/** The S3 backend reads the lock file after S3 refused to write it: https://developer.hashicorp.com/terraform/language/backend/s3 */
const UNREADABLE = /unable\s+to\s+retrieve\s+file\s+from\s+S3\s+bucket[^]*\.tflock/;

/** Returns whether there was no lock file any more when the tool wanted to read who holds the lock. */
const isGone = (detail: string): boolean =>
  UNREADABLE.test(detail) && /NoSuchKey|StatusCode:\s+404/.test(detail);

const isUnreadable = (detail: string): boolean =>
  UNREADABLE.test(detail) && /AccessDenied|StatusCode:\s+403/.test(detail);

/** Describes who holds a lock, for the end of the message about it. @param detail of the tool's error */
export function holderText(detail: string): string {
  if (isGone(detail)) return ": the lock was gone when the tool looked who holds it";
  const { id, who = "unknown", operation, created } = lockInfo(detail);
  const since = created === undefined ? "" : ` since ${created}`;
  const purpose = operation === undefined ? "" : ` for ${operation}`;
  return `: held by ${who}${since}${purpose}${id === undefined ? "" : `, lock ${id}`}`;
}

/**
 * Returns what to do about a lock that another run holds. A lock that is gone was released in this moment, or a store
 * that only resembles S3 refused the write although nobody holds the lock.
 * https://github.com/opentofu/opentofu/issues/4405
 * @param detail of the tool's error
 */
export function lockFix(detail: string): string {
  if (isGone(detail))
    return "run the job again. If this comes again and the store is not AWS, its conditional writes do not work as the lock needs them: set `use_lockfile = false` in backend-config, and let `concurrency` of the workflow keep runs apart";
  const { id } = lockInfo(detail);
  const unlock = id === undefined ? "" : `; if that run is dead: \`terraform force-unlock ${id}\``;
  const missing = isUnreadable(detail)
    ? `; to see who holds it, ${permissionFix(detail, "allow the role s3:GetObject on the state's key with .tflock")}`
    : "";
  return `wait for the run that holds the lock, or raise lock-timeout${unlock}${missing}`;
}
