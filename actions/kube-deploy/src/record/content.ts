import type { Holder } from "../../../lib/releases/holder.ts";
import type { ReleaseContent } from "../../../lib/releases/record.ts";
import { SCHEMA } from "../../../lib/releases/documents.ts";
import type { Inputs } from "../contract.ts";
import type { Release } from "../report/release.ts";

/** The parts of a release record that do not come from the inputs. */
interface ContentParts {
  release: Release & { status: "healthy" | "partial" };
  workspaces: ReleaseContent["workspaces"];
  approvals: ReleaseContent["approvals"];
  run: Holder;
  /** By the clock of the release store. */
  verifiedAt: Date;
}

/** Returns the content of a release record: what was given, and what was seen running. */
export function contentOf(
  inputs: Pick<
    Inputs,
    | "images"
    | "infrastructureOutputs"
    | "overrideReason"
    | "forwardOnly"
    | "promotedFrom"
    | "release"
  >,
  { release, workspaces, approvals, run, verifiedAt }: ContentParts,
): ReleaseContent {
  const { environment, commit, status, url, smokeTests, soak } = release;
  const { images, infrastructureOutputs, overrideReason, forwardOnly } = inputs;
  const { promotedFrom: source, release: promoted } = inputs;
  return {
    schema: SCHEMA,
    environment,
    commit,
    status,
    verifiedAt: verifiedAt.toISOString(),
    workspaces,
    images,
    observed: release.workloads.map(observedOf),
    outputs: infrastructureOutputs ?? "{}",
    run,
    approvals,
    smokeTests,
    ...(source === undefined || promoted === undefined
      ? {}
      : { promotedFrom: { environment: source, release: promoted } }),
    ...(soak === undefined ? {} : { soak }),
    ...(overrideReason === undefined ? {} : { overrideReason }),
    ...(forwardOnly ? { forwardOnly } : {}),
    ...(url === undefined ? {} : { url }),
  };
}

function observedOf({ kind, namespace, name, desired, ready, containers }: Workload) {
  const digests: Record<string, string[]> = {};
  for (const { name: container, digest } of containers)
    digests[container] = [
      ...(digests[container] ?? []),
      ...(digest === undefined ? [] : [digest]),
    ].sort();
  return { kind, namespace, name, desired, ready, containers: digests };
}

type Workload = Release["workloads"][number];
