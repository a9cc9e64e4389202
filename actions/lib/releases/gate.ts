import { isFrozen } from "../environment/freeze.ts";
import type { FreezeWindow } from "../environment/freeze.ts";
import { ActionError } from "../runtime/errors.ts";
import type { FailureReason } from "../runtime/errors.ts";
import type { Log } from "../runtime/job.ts";
import { explainAge, orderCommits } from "./ancestry.ts";
import type { Repository } from "./ancestry.ts";
import {
  commitsToCompare,
  explainRefusal,
  readCurrent,
  withHold,
  writeCurrent,
} from "./current.ts";
import type { Current } from "./current.ts";
import { appendHistory } from "./history.ts";
import type { Holder } from "./holder.ts";
import type { Store } from "./store.ts";

/** What is about to become live. */
interface Candidate {
  commit: string;
  freeze: readonly FreezeWindow[];
  /** An older commit, or a commit of another branch, may replace the live one. */
  allowDowngrade: boolean;
  /** Why a person lets it pass against a rule; undefined = nobody does. */
  overrideReason: string | undefined;
}

/** A rule that a candidate breaks. */
interface Obstacle {
  reason: FailureReason;
  detail: string;
  fix: string;
}

/**
 * Refuses a candidate that may not become live now: the environment is held or frozen, the commit failed there before,
 * or something newer is live. Refusals and overrides are recorded in the history. A person's override also ends the
 * hold. The caller must hold the lease.
 * @throws ActionError `environment-held`, `release-refused`, `superseded`, `frozen`, `shallow-checkout`, and as
 *   `Store.read`
 */
export async function passGate(
  store: Store,
  candidate: Candidate,
  by: Holder,
  { log, ...repository }: Repository & { log: Pick<Log, "warning"> },
): Promise<void> {
  const found = await readCurrent(store);
  const now = new Date(await store.now());
  const obstacles = await findObstacles(candidate, found?.value, now, repository);
  const [first] = obstacles;
  if (first === undefined) return;
  const { overrideReason } = candidate;
  if (overrideReason === undefined) {
    const detail = obstacles.map((one) => one.detail).join("; ");
    await appendHistory(store, by, { kind: "refusal", failureReason: first.reason, detail });
    const message = `${candidate.commit} may not be deployed to ${store.environment} now: ${detail}. Nothing was changed`;
    throw new ActionError({ reason: first.reason, message, fix: first.fix });
  }
  for (const { reason, detail } of obstacles) {
    log.warning(`${detail}. It is overridden: ${overrideReason}`);
    await appendHistory(store, by, {
      kind: "override",
      failureReason: reason,
      detail,
      reason: overrideReason,
    });
  }
  if (found?.value.hold !== undefined)
    await writeCurrent(store, withHold(found.value, undefined, by), found);
}

/**
 * Returns all rules that a candidate breaks.
 * @throws ActionError `shallow-checkout`
 */
async function findObstacles(
  { commit, freeze, allowDowngrade }: Candidate,
  current: Current | undefined,
  now: Date,
  repository: Repository,
): Promise<Obstacle[]> {
  const obstacles: Obstacle[] = [];
  if (current !== undefined) {
    const orders = await orderCommits(commit, commitsToCompare(current), repository);
    const refusal = explainRefusal(current, commit, orders);
    if (refusal !== undefined) obstacles.push({ ...refusal, fix: FIXES[refusal.reason] });
    const age =
      current.commit === undefined || allowDowngrade
        ? undefined
        : await explainAge(commit, current.commit, repository);
    if (age !== undefined)
      obstacles.push({ reason: "superseded", detail: age, fix: FIXES.superseded });
  }
  if (isFrozen(now, freeze))
    obstacles.push({
      reason: "frozen",
      detail: `the environment is frozen at ${now.toISOString()}, by ${freeze.map(describeWindow).join(" and ")}`,
      fix: "wait for the end of the window, or give override-reason",
    });
  return obstacles;
}

const FIXES = {
  "environment-held":
    "if the reason for the hold is gone, give override-reason in this deployment: it also ends the hold",
  "release-refused": "deploy a commit with the fix, or give override-reason",
  superseded:
    "run the newest commit instead. To go back, roll back to an earlier release, or set allow-downgrade",
} as const;

const describeWindow = ({ from, to, zone }: FreezeWindow): string => `${from} to ${to} ${zone}`;
