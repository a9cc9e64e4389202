import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../provider.ts";
import type { JsonObject } from "./manifest.ts";
import { asObject, asText } from "./state.ts";

/**
 * Why a Deployment is not rolled out yet, in the real provider's words; undefined when it is. Pure.
 * @throws Failure when the rollout cannot finish any more.
 */
export function waitingFor(deployment: JsonObject): string | undefined {
  const spec = asObject(deployment["spec"]);
  const status = asObject(deployment["status"]);
  const count = (name: string): number => Number(status[name] ?? 0);
  if (count("observedGeneration") < Number(asObject(deployment["metadata"])["generation"] ?? 0))
    return "Waiting for rollout to start";
  if (exceeded(status)) throw new Failure("Deployment exceeded its progress deadline");
  const wanted = Number(spec["replicas"] ?? 1);
  const updated = count("updatedReplicas");
  if (updated < wanted)
    return `Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`;
  if (count("replicas") > updated)
    return `Waiting for rollout to finish: ${count("replicas") - updated} old replicas are pending termination...`;
  if (count("availableReplicas") < updated)
    return `Waiting for rollout to finish: ${count("availableReplicas")} of ${updated} updated replicas are available...`;
  return undefined;
}

function exceeded(status: JsonObject): boolean {
  const conditions = status["conditions"];
  if (!Array.isArray(conditions)) return false;
  return conditions
    .map(asObject)
    .some(
      (condition) =>
        asText(condition["type"]) === "Progressing" &&
        asText(condition["reason"]) === "ProgressDeadlineExceeded",
    );
}

/** Milliseconds between two looks at an object that is waited for. */
const PACE = 50;

/** Looks until `reason` is undefined; fails with the last reason when the time (ms) is over. */
export async function waitUntil(
  limit: number,
  look: () => Promise<string | undefined>,
): Promise<void> {
  const end = Date.now() + limit;
  for (;;) {
    const reason = await look();
    if (reason === undefined) return;
    if (Date.now() >= end) throw new Failure(reason);
    await pause(PACE);
  }
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration such as 25s or 1h30m; `otherwise` when there is none. */
export function durationOf(text: string | undefined, otherwise: number): number {
  const parts = [...(text ?? "").matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0) return otherwise;
  return parts.reduce((sum, [, count, unit = "s"]) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}
