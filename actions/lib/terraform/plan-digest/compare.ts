import { byCodeUnits } from "./canonical.ts";
import type { Manifest, ManifestEntry } from "./manifest.ts";

/** A place where two plans differ: never a value. */
export type PlanDifference =
  /** Only in the actual plan. For an update, `paths` are the attributes that it changes. */
  | { kind: "added"; address: string; action: string; paths?: string[] }
  /** Only in the expected plan. */
  | { kind: "missing"; address: string; action: string }
  /** Another action on the object. */
  | { kind: "action"; address: string; expected: string; actual: string }
  /** The same action, with other values. */
  | { kind: "attributes"; address: string; paths: string[] };

/** Returns the differences between the expected plan and another one, by address. */
export function comparePlans(expected: Manifest, actual: Manifest): PlanDifference[] {
  const wanted = byObject(expected);
  const found = byObject(actual);
  const objects = [...new Set([...wanted.keys(), ...found.keys()])].sort(byCodeUnits);
  return objects.flatMap((object) => compareEntries(wanted.get(object), found.get(object)));
}

const byObject = ({ entries }: Manifest): Map<string, ManifestEntry> =>
  new Map(entries.map((entry) => [JSON.stringify([entry.address, entry.deposed ?? ""]), entry]));

function compareEntries(
  expected: ManifestEntry | undefined,
  actual: ManifestEntry | undefined,
): PlanDifference[] {
  if (expected === undefined) return actual === undefined ? [] : [describeAdded(actual)];
  const address = nameOf(expected);
  if (actual === undefined) return [{ kind: "missing", address, action: actionOf(expected) }];
  const [before, after] = [actionOf(expected), actionOf(actual)];
  if (before !== after) return [{ kind: "action", address, expected: before, actual: after }];
  const paths = differingPaths(expected.attributes, actual.attributes);
  return paths.length === 0 ? [] : [{ kind: "attributes", address, paths }];
}

function describeAdded(entry: ManifestEntry): PlanDifference {
  const added = { kind: "added" as const, address: nameOf(entry), action: actionOf(entry) };
  const paths = Object.keys(entry.attributes).sort(byCodeUnits);
  return entry.action === "update" && paths.length > 0 ? { ...added, paths } : added;
}

const nameOf = ({ address, deposed }: ManifestEntry): string =>
  deposed === undefined ? address : `${address} (deposed ${deposed})`;

const actionOf = ({ action, previousAddress }: ManifestEntry): string =>
  previousAddress === undefined ? action : `${action}, moved from ${previousAddress}`;

function differingPaths(
  expected: Readonly<Record<string, string>>,
  actual: Readonly<Record<string, string>>,
): string[] {
  const paths = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  const at = (attributes: Readonly<Record<string, string>>, path: string) =>
    Object.hasOwn(attributes, path) ? attributes[path] : undefined;
  return [...paths].filter((path) => at(expected, path) !== at(actual, path)).sort(byCodeUnits);
}

/** The most attributes of one object that a sentence names. */
const NAMED = 6;

/** Describes the difference at an address: `instance_type differs`. */
export function describeDifference(difference: PlanDifference): string {
  switch (difference.kind) {
    case "added":
      return difference.paths === undefined
        ? `added (${difference.action})`
        : `added (${difference.action} of ${namePaths(difference.paths)})`;
    case "missing":
      return `missing (was ${difference.action})`;
    case "action":
      return `${difference.actual} instead of ${difference.expected}`;
    case "attributes": {
      const { paths } = difference;
      return `${namePaths(paths)} ${paths.length === 1 ? "differs" : "differ"}`;
    }
  }
}

function namePaths(paths: readonly string[]): string {
  const named = paths.slice(0, NAMED).map(nameOfPath).join(", ");
  return paths.length > NAMED ? `${named} and ${paths.length - NAMED} more` : named;
}

/** Returns the name of a path. If a complete resource is sensitive, it has one attribute, without a path. */
const nameOfPath = (path: string): string => (path === "" ? "the whole object" : path);

/** Returns one line for each difference: `module.x.aws_instance.y: instance_type differs`. */
export const differenceLines = (differences: readonly PlanDifference[]): string[] =>
  differences.map((one) => `${one.address}: ${describeDifference(one)}`);
