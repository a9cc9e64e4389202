import { ActionError } from "../../../lib/runtime/errors.ts";
import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type { Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject } from "../../../lib/terraform/values.ts";
import { appliedManifest } from "../workloads/manifest.ts";

/** Most addresses that a message names. */
const MOST = 10;

/**
 * Refuses a rollback that would delete or replace something. Old files do not contain newer objects or newer names of
 * objects: across a `moved` block, they would destroy everything and create it anew. A Job cannot be changed, so it is
 * always replaced.
 * @throws ActionError `rollback-destroys`
 */
export function requireHarmless(plan: Plan): void {
  const harmful = (plan.resource_changes ?? []).filter(
    (change) => ["destroy", "replace", "forget"].includes(kindOf(change)) && !isJob(change),
  );
  if (harmful.length === 0) return;
  const named = harmful.slice(0, MOST).map((one) => `${one.address} (${kindOf(one)})`);
  const more = harmful.length > MOST ? `, and ${harmful.length - MOST} more` : "";
  throw new ActionError({
    reason: "rollback-destroys",
    message: `the rollback would delete or replace ${named.join(", ")}${more}. Nothing was changed by it`,
    fix: "deploy today's files with the images of that release: its digests are in the release record",
  });
}

function isJob({ type, change }: ResourceChange): boolean {
  if (/^kubernetes_job(?:_v1)?$/.test(type)) return true;
  return isObject(change.before) && appliedManifest(type, change.before)?.["kind"] === "Job";
}
