import { isDeepStrictEqual } from "node:util";
import type { Buckets } from "../aws/s3/buckets.ts";

/** What a run did to a Terraform workspace: the difference of its states before and after. */
export interface WorkspaceReport {
  /** Managed resources now. */
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

/** Reads a state from its bucket; a state that is not there has no instances. */
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

/**
 * Attributes without null and empty ones. The aws provider answers a create with what was configured (`tags = null`) and a
 * later read with what there is (`tags = {}`), so the next refresh writes it: no plan calls that a change.
 */
function withoutNothing(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, one]) =>
        one !== null && !(typeof one === "object" && Object.keys(one as object).length === 0),
    ),
  );
}

/** The two Terraform workspaces of the reference system. */
export interface States {
  infrastructure: Instances;
  kubernetes: Instances;
}

export const readStates = (s3: Buckets, bucket: string): States => ({
  infrastructure: readInstances(s3, bucket, "infrastructure/terraform.tfstate"),
  kubernetes: readInstances(s3, bucket, "kubernetes/terraform.tfstate"),
});

export const compareStates = (
  before: States,
  after: States,
): Record<keyof States, WorkspaceReport> => ({
  infrastructure: compareInstances(before.infrastructure, after.infrastructure),
  kubernetes: compareInstances(before.kubernetes, after.kubernetes),
});
