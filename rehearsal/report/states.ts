import { isDeepStrictEqual } from "node:util";
import type { Buckets } from "../aws/s3/buckets.ts";

/** What a run did to a Terraform workspace: the difference between its states before and after the run. */
export interface WorkspaceReport {
  /** Number of managed resources after the run. */
  resources: number;
  added: number;
  changed: number;
  destroyed: number;
}

/** Attributes of every managed resource instance, by address. */
export type Instances = ReadonlyMap<string, unknown>;

interface StateFile {
  resources?: {
    mode: string;
    module?: string;
    type: string;
    name: string;
    instances: { index_key?: string | number; attributes?: unknown }[];
  }[];
}

/** Reads a state from its bucket. A state that does not exist has no instances. */
function readInstances(s3: Buckets, bucket: string, key: string): Instances {
  const object = s3.find(bucket)?.objects[key];
  const instances = new Map<string, unknown>();
  if (object === undefined) return instances;
  const state = JSON.parse(s3.contents.get(object.content).toString("utf8")) as StateFile;
  for (const { mode, module, type, name, instances: all } of state.resources ?? [])
    for (const { index_key: index, attributes } of mode === "managed" ? all : []) {
      const path = [...(module === undefined ? [] : [module]), type, name].join(".");
      instances.set(index === undefined ? path : `${path}[${JSON.stringify(index)}]`, attributes);
    }
  return instances;
}

export function compareInstances(before: Instances, after: Instances): WorkspaceReport {
  const kept = [...after].filter(([address]) => before.has(address));
  return {
    resources: after.size,
    added: after.size - kept.length,
    changed: kept.filter(
      ([address, value]) =>
        !isDeepStrictEqual(withoutNothing(before.get(address)), withoutNothing(value)),
    ).length,
    destroyed: before.size - kept.length,
  };
}

/** The fields of an object that a cluster writes by itself. */
const BOOKKEEPING = new Set(["generation", "resource_version", "status"]);

/**
 * Removes null and empty attributes, and those that a cluster writes by itself. Providers answer a create with the
 * configured value (`tags = null`) and a later read with the actual value (`tags = {}`). The next refresh then writes
 * it to the state, but no plan shows it as a change.
 */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, one]) => !isNothing(one) && !BOOKKEEPING.has(name))
      .map(([name, one]) => [name, withoutNothing(one)]),
  );
}

const isNothing = (value: unknown): boolean =>
  value === null || (typeof value === "object" && Object.keys(value).length === 0);

/** The location of a state, and its environment. */
interface Location {
  /** Unset in a repository without environment files. */
  environment?: string;
  part: Part;
  bucket: string;
  key: string;
}

type Part = "infrastructure" | "kubernetes";

interface State extends Location {
  instances: Instances;
}

/** What a run did to the two workspaces of an environment. */
export type PartReports = Record<Part, WorkspaceReport>;

/** The state of a workspace that no environment file names. */
export interface OtherState extends WorkspaceReport {
  bucket: string;
  key: string;
}

export interface Changes {
  /** Workspaces that no environment file names. */
  others: OtherState[];
  /** The sum of all environments. */
  all: PartReports;
  /** By environment; empty in a repository without environment files. */
  environments: Record<string, PartReports>;
}

/** The states at one point in time. */
export interface States {
  known: State[];
  others: Omit<State, "part" | "environment">[];
}

/** Reads the states at the locations, and all states elsewhere. */
export function readStates(s3: Buckets, locations: readonly Location[]): States {
  const known = locations.map((location) => ({
    ...location,
    instances: readInstances(s3, location.bucket, location.key),
  }));
  const others = s3.all().flatMap(({ name: bucket, objects }) =>
    Object.entries(objects)
      .filter(([key]) => !locations.some((one) => one.bucket === bucket && one.key === key))
      .filter(([, { content }]) => isState(s3.contents.get(content)))
      .map(([key]) => ({ bucket, key, instances: readInstances(s3, bucket, key) })),
  );
  return { known, others };
}

/** Returns whether the bytes are a state: Terraform and OpenTofu write a lineage into every state. */
const isState = (bytes: Buffer): boolean =>
  bytes.includes('"lineage"') && bytes.includes('"terraform_version"');

/** @param before the states of the same locations, before the run */
export function compareStates(before: States, after: States): Changes {
  const changes: Changes = { all: noReports(), environments: {}, others: [] };
  for (const { bucket, key, instances } of after.others) {
    const earlier = at({ bucket, key }, before.others);
    const report = compareInstances(earlier?.instances ?? new Map<string, unknown>(), instances);
    changes.others.push({ bucket, key, ...report });
  }
  after.known.forEach(({ environment, part, instances }, index) => {
    const report = compareInstances(before.known[index]?.instances ?? new Map(), instances);
    changes.all[part] = sum(changes.all[part], report);
    if (environment === undefined) return;
    const ofEnvironment = (changes.environments[environment] ??= noReports());
    ofEnvironment[part] = report;
  });
  return changes;
}

type Place = Pick<Location, "bucket" | "key">;

const at = <T extends Place>({ bucket, key }: Place, states: readonly T[]): T | undefined =>
  states.find((one) => one.bucket === bucket && one.key === key);

/**
 * Leaves the changes of others out of a comparison: returns the earlier states, except for those that others changed,
 * which are as the others left them.
 * @param from the states before the others began
 * @param to the states after the others ended
 */
export function withoutChangesOfOthers(
  earlier: States,
  { from, to }: { from: States; to: States },
): States {
  const isChanged = (place: Place, list: keyof States): boolean =>
    !isDeepStrictEqual(at(place, from[list])?.instances, at(place, to[list])?.instances);
  return {
    known: earlier.known.map((state, index) =>
      isChanged(state, "known") ? (to.known[index] ?? state) : state,
    ),
    others: to.others.flatMap((state) => {
      const kept = isChanged(state, "others") ? state : at(state, earlier.others);
      return kept === undefined ? [] : [kept];
    }),
  };
}

const NOTHING: WorkspaceReport = { resources: 0, added: 0, changed: 0, destroyed: 0 };
const noReports = (): PartReports => ({ infrastructure: NOTHING, kubernetes: NOTHING });

const sum = (a: WorkspaceReport, b: WorkspaceReport): WorkspaceReport => ({
  resources: a.resources + b.resources,
  added: a.added + b.added,
  changed: a.changed + b.changed,
  destroyed: a.destroyed + b.destroyed,
});
