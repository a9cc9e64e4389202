import type { Drained } from "../process/drain.ts";
import { messageOf } from "../runtime/errors.ts";
import { shellWord } from "../text/shell.ts";
import { readS3Backend } from "./backend.ts";
import type { Opened } from "./backend-identity.ts";
import type { S3Backend } from "./backend.ts";
import type { LockInfo } from "./lock-info.ts";
import { lockItem, readLockTable } from "./lock-table.ts";
import type { RootModule } from "./root-module.ts";
import { readLockFile } from "./state-store.ts";

/** The lock of a state after the operations of this run have ended. */
export type LockState =
  | { kind: "free" }
  /** The backend locks nothing. */
  | { kind: "absent" }
  /** An operation of this run has left the lock behind. */
  | { kind: "left"; lock: LockInfo }
  /** Another run holds the lock. */
  | { kind: "taken"; lock: LockInfo }
  /** The lock cannot be read here; `command` reads it elsewhere. Undefined = any command of terraform that locks. */
  | { kind: "unchecked"; why: string; command?: string };

/** Looks for a lock that the operations of this run may have left, in every place where the backend keeps one. */
export async function checkLock(
  rootModule: RootModule,
  drained: readonly Drained[],
): Promise<LockState> {
  const { directory, environment } = rootModule;
  const backend = await readS3Backend(directory, environment);
  if (backend === undefined) return { kind: "unchecked", why: "the backend is not S3" };
  const places = placesOf(backend);
  if (places.length === 0) return { kind: "absent" };
  let unchecked: LockState | undefined;
  for (const { name, command, read } of places)
    try {
      const lock = await read(rootModule);
      if (lock === undefined) continue;
      return { kind: drained.some((one) => wasTakenBy(one, lock)) ? "left" : "taken", lock };
    } catch (error) {
      unchecked = { kind: "unchecked", why: `${name}: ${messageOf(error)}`, command };
    }
  return unchecked ?? { kind: "free" };
}

interface Place {
  name: string;
  /** Shows the lock. A person who may read it runs the command. */
  command: string;
  read: (opened: Opened) => Promise<LockInfo | undefined>;
}

/** Returns the places of the lock. A backend that is moving from a table to lock files has both. */
function placesOf(backend: S3Backend): Place[] {
  const { bucket, key, lockFile, lockTable, region } = backend;
  const places: Place[] = [];
  const file = `s3://${bucket}/${key}.tflock`;
  if (lockFile)
    places.push({
      name: file,
      command: `aws s3 cp ${shellWord(file)} -`,
      read: (opened) => readLockFile(backend, opened),
    });
  if (lockTable !== undefined)
    places.push({
      name: `the DynamoDB table ${lockTable}`,
      command: `aws dynamodb get-item --region ${region} --table-name ${lockTable} --consistent-read --key ${shellWord(lockItem(backend))}`,
      read: (opened) => readLockTable(lockTable, backend, opened),
    });
  return places;
}

/**
 * Returns whether our operation took the lock: then it was taken while the operation ran, when nobody else could take
 * it.
 */
function wasTakenBy({ operation, endedAt }: Drained, { created = "" }: LockInfo): boolean {
  const time = Date.parse(created);
  return Number.isNaN(time) || (operation.startedAt - 1000 <= time && time <= endedAt);
}
