import type { Redact } from "../../../lib/redact/redactor.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { Cause, Causes } from "../causes/causes.ts";
import { groupInstances } from "../changes/instances.ts";
import type { Instances } from "../changes/instances.ts";
import type { Overview } from "../changes/overview.ts";
import { pathText } from "../../../lib/terraform/attribute-path.ts";
import { stringify } from "../../../lib/terraform/values.ts";
import { openingsOf } from "./access.ts";
import type { Finding } from "./finding.ts";
import { goesWithItsHolder } from "./limits.ts";
import { lossOf } from "./loss.ts";
import type { Loss } from "./loss.ts";
import { weakeningsOf } from "./protections.ts";
import { versionChangesOf } from "./versions.ts";

/** What an attribute does: less is kept, access is opened, a version or the nodes of a group change, a guard goes. */
type FindingKind = "keeps" | "open" | "version" | "nodes" | "guards";

/** One thing that a plan takes away, makes anew, opens, or no longer protects. */
export type Risk =
  | { kind: "destroy"; instances: Instances; loss: Loss | undefined }
  | {
      kind: "replace";
      instances: Instances;
      loss: Loss | undefined;
      cause: Cause | undefined;
      /** Number of other objects that are replaced because of it. */
      followers: number;
    }
  | { kind: FindingKind; instances: Instances; finding: Finding }
  /** A newer tool does something that this action has no word for. It may be any of the above. */
  | { kind: "unknown"; instances: Instances; loss: undefined };

/** A replacement with at least this many followers weighs as much as lost data. */
const MANY = 5;

/**
 * Between an interrupted service and the rest. The other weights are stored in existing comments, so they keep their
 * numbers.
 */
const GUARD = 4.5;

const WEIGHTS: Readonly<Record<FindingKind, number>> = {
  keeps: 1,
  open: 2,
  version: 2,
  nodes: 4,
  guards: GUARD,
};

/** Returns whether a risk is about an attribute, so that its object may stay. */
export const isFinding = (risk: Risk): risk is Extract<Risk, { finding: Finding }> =>
  "finding" in risk;

/**
 * Lists the risks of a plan in the order of their consequence: lost data, opened access, interrupted service,
 * protections that end, the rest. An object that only follows from a replacement is counted there, unless it loses data
 * or is also replaced for a reason of its own.
 */
export function risksOf(
  { changes }: Pick<Overview, "changes">,
  causes: Causes,
  redact: Redact,
): Risk[] {
  const risks = [
    ...destroyRisks(changes.destroy),
    ...replaceRisks(changes.replace, causes),
    ...openRisks(changes, redact),
    ...staysRisks(changes),
    ...unknownRisks(changes.unknown),
  ];
  return risks
    .map((risk) => ({ risk, weight: weightOf(risk) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ risk }) => risk);
}

/** Returns the weight of a risk; 0 is the most severe. */
export function weightOf(risk: Risk): number {
  if (isFinding(risk)) return WEIGHTS[risk.kind];
  const { kind, loss } = risk;
  if (loss?.kind === "data") return kind === "destroy" ? 0 : 1;
  if (kind === "unknown" || (kind === "replace" && risk.followers >= MANY)) return 1;
  if (loss?.kind === "service") return kind === "destroy" ? 3 : 4;
  if (loss?.kind === "guard") return GUARD;
  return kind === "destroy" ? 5 : 6;
}

const lossKey = (change: ResourceChange): string => lossOf(change)?.text ?? "";

const lossOfGroup = ({ changes: [first] }: Instances): Loss | undefined =>
  first === undefined ? undefined : lossOf(first);

const destroyRisks = (destroyed: readonly ResourceChange[]): Risk[] =>
  groupInstances(destroyed, lossKey).map((instances) => ({
    kind: "destroy",
    instances,
    loss: lossOfGroup(instances),
  }));

const unknownRisks = (changes: readonly ResourceChange[]): Risk[] =>
  groupInstances(changes, ({ change }) => change.actions.join()).map((instances) => ({
    kind: "unknown",
    instances,
    loss: undefined,
  }));

function replaceRisks(replaced: readonly ResourceChange[], causes: Causes): Risk[] {
  const followers = new Map<ResourceChange, number>();
  const roots = new Set<ResourceChange>();
  for (const group of causes.groups) {
    roots.add(group.root);
    followers.set(group.root, group.followers.length);
  }
  const named = replaced.filter((change) => {
    if (roots.has(change)) return true;
    const kind = lossOf(change)?.kind;
    return kind === "data" || (kind === "service" && causeIsOwn(causes.of(change), change));
  });
  const likeness = (change: ResourceChange) =>
    `${lossKey(change)} ${ownText(causes.of(change))} ${followers.has(change)}`;
  return groupInstances(named, likeness).map((instances) => ({
    kind: "replace",
    instances,
    loss: lossOfGroup(instances),
    cause: causes.of(instances.changes[0] as ResourceChange),
    followers: instances.changes.reduce((sum, one) => sum + (followers.get(one) ?? 0), 0),
  }));
}

/**
 * Returns whether an object is replaced for a reason of its own. A subnet moves with its network, so a change of its
 * range is no such reason.
 */
const causeIsOwn = (cause: Cause | undefined, { type }: ResourceChange): boolean =>
  cause !== undefined && cause.own.length > 0 && !/^aws_subnet$/.test(type);

const ownText = (cause: Cause | undefined): string =>
  (cause?.own ?? []).map(({ steps }) => pathText(steps)).join();

function openRisks(
  { create, change, replace, destroy }: Overview["changes"],
  redact: Redact,
): Risk[] {
  const limits = destroy.filter((one) => !goesWithItsHolder(one, destroy));
  const openings = [...change, ...replace, ...create, ...limits].flatMap((one) =>
    openingsOf(one, redact),
  );
  return groupFindings(openings).map((one): Risk => ({ kind: "open", ...one }));
}

/** Returns what attributes do to objects that stay, and to objects that replace others. */
function staysRisks({ change, replace }: Overview["changes"]): Risk[] {
  const found = [...change, ...replace].flatMap((one) => [
    ...weakeningsOf(one),
    ...versionChangesOf(one),
  ]);
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  return kinds.flatMap((kind) =>
    groupFindings(found.filter((one) => one.kind === kind)).map((one): Risk => ({ kind, ...one })),
  );
}

/**
 * Groups the findings in which the same attribute of several instances does the same with the same values, because the
 * line shows the values.
 */
function groupFindings(findings: readonly Finding[]): { instances: Instances; finding: Finding }[] {
  const byText = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { difference, text, change: at } = finding;
    const values = [difference?.before, difference?.after].map((side) =>
      side?.kind === "value" ? stringify(side.value) : "",
    );
    const place = pathText(difference?.steps ?? []);
    const key = JSON.stringify([at.type, at.name, text, place, ...values]);
    const alike = byText.get(key);
    if (alike === undefined) byText.set(key, [finding]);
    else alike.push(finding);
  }
  return [...byText.values()].flatMap((alike) =>
    groupInstances(alike.map((one) => one.change)).map((instances) => ({
      instances,
      finding: alike.find((one) => one.change === instances.changes[0]) as Finding,
    })),
  );
}
