import type { Drained } from "../process/drain.ts";
import { readS3Backend } from "./backend.ts";
import type { LockInfo } from "./lock-info.ts";
import type { RootModule } from "./root-module.ts";
import { readLock } from "./state-store.ts";

/** The lock of a state after the operations of this run have ended. */
export type LockState =
  | { kind: "free" }
  /** An operation of this run has left it. */
  | { kind: "left"; lock: LockInfo }
  /** Another run is at work. */
  | { kind: "taken"; lock: LockInfo }
  /** It cannot be read here; `command` reads it elsewhere. Undefined: any command of terraform that locks. */
  | { kind: "unchecked"; why: string; command?: string };

/** Looks for a lock that the operations of this run may have left. */
export async function checkLock(
  rootModule: RootModule,
  drained: readonly Drained[],
): Promise<LockState> {
  const { directory, environment } = rootModule;
  const lock = await readLock(await readS3Backend(directory, environment), rootModule);
  if (lock === "none") return { kind: "free" };
  if (lock === "unknown") return { kind: "unchecked", why: "it cannot be read here" };
  return { kind: drained.some((one) => wasTakenBy(one, lock)) ? "left" : "taken", lock };
}

/** Our own lock was taken while our operation ran: nobody else could take it then. */
function wasTakenBy({ operation, endedAt }: Drained, { created = "" }: LockInfo): boolean {
  const time = Date.parse(created);
  return Number.isNaN(time) || (operation.startedAt - 1000 <= time && time <= endedAt);
}
