import type { KubernetesObject, ManagedFields, WorkloadObject } from "../api/objects.ts";
import { ALREADY } from "../diagnosis/diagnosis.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { isReady } from "../readiness/verdict.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { Overtaking, Status } from "./status.ts";

/** When a new version counts: with any change of the containers, or only with other images. */
type Counted = "any" | "images";

/**
 * Marks the workloads that got a new version since an earlier status: what fails then is not what was deployed. A
 * restart (`kubectl rollout restart`) only changes an annotation of the template, and starts the same version again.
 * @param before the earlier statuses; workloads without one are not marked
 * @param counted "images" while tools still react to the apply itself: some add a variable to each workload whose
 *   ConfigMap has changed (https://github.com/stakater/Reloader)
 */
export function markOvertaken(
  before: readonly Status[],
  statuses: readonly Status[],
  counted: Counted,
): Status[] {
  const earlier = new Map(before.map((status) => [nameOf(status.workload), status]));
  return statuses.map((status) => {
    const overtaken = findOvertaking(earlier.get(nameOf(status.workload)), status);
    return overtaken === undefined || (counted === "images" && !overtaken.hasOtherImages)
      ? status
      : { ...status, overtaken };
  });
}

function findOvertaking(before: Status | undefined, now: Status): Overtaking | undefined {
  if (before?.object === undefined || now.object === undefined) return undefined;
  if (versionOf(before.object) === versionOf(now.object)) return undefined;
  const by = changerOf(before.object, now.object);
  return {
    hasOtherImages: before.images.join() !== now.images.join(),
    ...(by === undefined ? {} : { by }),
  };
}

/** The API server writes the fields of an object in the same order each time. */
const versionOf = ({ spec }: WorkloadObject): string => JSON.stringify(spec.template.spec);

/**
 * Returns who changed the template last, if that entry is new since `before`. The server dates an entry when one of its
 * fields changes.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
function changerOf(
  before: KubernetesObject,
  { metadata: { managedFields = [] } }: KubernetesObject,
): ManagedFields | undefined {
  const keyOf = ({ manager = "", operation = "", time = "" }: ManagedFields): string =>
    JSON.stringify([manager, operation, time]);
  const known = new Set((before.metadata.managedFields ?? []).map(keyOf));
  return managedFields
    .filter((entry) => ownsTemplate(entry) && !known.has(keyOf(entry)))
    .sort((a, b) => Date.parse(b.time ?? "") - Date.parse(a.time ?? ""))[0];
}

const ownsTemplate = ({ subresource = "", fieldsV1 }: ManagedFields): boolean =>
  subresource === "" && fieldsV1?.["f:spec"]?.["f:template"] !== undefined;

/**
 * Returns the workloads that fail in a version that something else has made, as "Deployment shop/web".
 * @param testsFailed whether smoke tests failed: this may be the fault of a workload that is ready
 */
export const overtakenWorkloads = (statuses: readonly Status[], testsFailed = false): string[] =>
  statuses
    .filter(
      ({ overtaken, verdict }) => overtaken !== undefined && (testsFailed || !isReady(verdict)),
    )
    .map(({ workload }) => nameOf(workload));

/** Says who changed a workload, and when. */
export function describeOvertaking({ by }: Overtaking): string {
  const { manager = "", time = "" } = by ?? {};
  const who = [
    ...(manager === "" ? [] : [`field manager ${manager}`]),
    ...(time === "" ? [] : [time]),
  ];
  return `something else has changed the workload after it was deployed${who.length > 0 ? ` (${who.join(", ")})` : ""}`;
}

/** What to do about a failure in a version that something else has made. */
export const OVERTAKEN_FIX =
  "find out who or what made that change: it has to be corrected or withdrawn there. To have the version of this run again, run the job again; let only one of them deploy the workload";

/** Returns the cause of a failure that begins with what happened: another version fails than the deployed one. */
export const causeOfOvertaken = (cause: Diagnosis, overtaken: Overtaking): Diagnosis => ({
  ...cause,
  reason: overtaken.hasOtherImages ? "image-not-running" : "readiness-lost",
  message: `${describeOvertaking(overtaken)}, and that version fails: ${cause.message}`,
  fix: OVERTAKEN_FIX,
  fatalAt: ALREADY,
});
