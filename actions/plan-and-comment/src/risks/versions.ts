import type { Json, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { anyMark, isObject, marksOf, valueAt } from "../../../lib/terraform/values.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Side } from "../changes/side.ts";
import type { Finding } from "./finding.ts";

/** A change of a version. */
export interface VersionChange extends Finding {
  /** `version`: there is no simple way back, or no way forward. `nodes`: a group gets new nodes. */
  kind: "version" | "nodes";
}

/** Places where a node group says what its nodes are made of. */
const NODE_PLACES: readonly Path[] = [
  ["version"],
  ["release_version"],
  ["launch_template", 0, "version"],
  ["launch_template", 0, "id"],
];

const DATABASES = /^aws_(?:db_instance|(?:rds|docdb|neptune)_cluster)$/;

/** Returns the version changes of an object that stays. */
export function versionChangesOf(change: ResourceChange): VersionChange[] {
  const { actions, before, after } = change.change;
  if (actions.join() !== "update" || !isObject(before) || !isObject(after)) return [];
  if (change.type === "aws_eks_node_group") return nodeChange(change);
  const name = change.type === "aws_eks_cluster" ? "version" : "engine_version";
  if (name === "engine_version" && !DATABASES.test(change.type)) return [];
  const sides = sidesAt(change, [name]);
  const [old, now] = [textOf(sides.before), textOf(sides.after)];
  if (old === undefined || now === undefined || old === now) return [];
  const text = name === "version" ? clusterText(old, now) : databaseText(old, now);
  return text === undefined
    ? []
    : [{ change, difference: { ...sides, forces: false }, text, kind: "version" }];
}

/**
 * https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html (one minor version at a time),
 * https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html (back to the one before, within 7 days)
 */
function clusterText(old: string, now: string): string | undefined {
  const [before, after] = [minorOf(old), minorOf(now)];
  if (before === undefined || after === undefined) return undefined;
  const steps = after - before;
  if (steps > 1) return `AWS refuses it: one minor version at a time, so 1.${before + 1} first`;
  if (steps < -1) return "AWS refuses it: a cluster goes back by one minor version at most";
  return steps === 1
    ? "it can go back for 7 days only; its nodes and add-ons have to follow"
    : "AWS refuses it unless that undoes an upgrade of the last 7 days; its nodes and add-ons go back first";
}

const minorOf = (version: string): number | undefined => {
  const [, minor] = /^1\.(\d{1,3})$/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor);
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html */
function databaseText(old: string, now: string): string | undefined {
  const order = compareNumbers(numbersOf(old), numbersOf(now));
  if (order === 0) return undefined;
  return order > 0
    ? "AWS refuses it: an engine does not go back to an older version"
    : "it cannot go back: only a snapshot from before the upgrade has the old version; connections end meanwhile";
}

/**
 * Returns the numbers in a version: 8, 0, 3, 5, 2 for `8.0.mysql_aurora.3.05.2`, and 11, 22, 20240418 for
 * `11.22-rds.20240418`.
 */
const numbersOf = (version: string): number[] =>
  [...version.matchAll(/\d{1,9}/g)].map(([digits]) => Number(digits));

/**
 * Compares versions number by number. If one version has fewer numbers, nothing is known beyond the numbers that both
 * have.
 */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 0;
    if (one !== other) return one - other;
  }
  return 0;
}

/** https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html */
function nodeChange(change: ResourceChange): VersionChange[] {
  for (const place of NODE_PLACES) {
    const sides = sidesAt(change, place);
    const old = textOf(sides.before);
    if (old === undefined) continue;
    const difference = { ...sides, forces: false };
    const isUnknown = sides.after.kind === "unknown";
    if (!isUnknown && (textOf(sides.after) ?? old) === old) continue;
    const text = isUnknown
      ? "where it changes, new nodes take over, and the pods on the old ones are evicted"
      : "new nodes take over, and the pods on the old ones are evicted";
    return [{ change, difference, text, kind: "nodes" }];
  }
  return [];
}

function sidesAt(
  { change }: ResourceChange,
  steps: Path,
): { steps: Path; before: Side; after: Side } {
  const marksAt = (marks: Parameters<typeof marksOf>[0]) => anyMark(steps.reduce(marksOf, marks));
  const isSensitive = marksAt(change.before_sensitive) || marksAt(change.after_sensitive);
  const side = (value: Json): Side =>
    isSensitive ? { kind: "sensitive", marked: true } : { kind: "value", value };
  const isUnknown = !isSensitive && marksAt(change.after_unknown);
  return {
    steps,
    before: side(valueAt(change.before, steps) ?? null),
    after: isUnknown ? { kind: "unknown" } : side(valueAt(change.after, steps) ?? null),
  };
}

const textOf = (side: Side): string | undefined =>
  side.kind === "value" && typeof side.value === "string" && side.value !== ""
    ? side.value
    : undefined;
