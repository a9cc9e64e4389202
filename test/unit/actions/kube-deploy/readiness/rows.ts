import { expect, test } from "@jest/globals";
import type {
  WorkloadKind,
  WorkloadObject,
} from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { evaluateWorkload } from "../../../../../actions/kube-deploy/src/readiness/evaluate.ts";

/** The differences from a completely rolled out workload with two pods and generation 3. */
export interface Row {
  name: string;
  kind: WorkloadKind;
  metadata?: object;
  spec?: object;
  /** Null if the controller has not written a status yet. */
  status?: object | null;
  state: string;
  message?: RegExp;
  reason?: string;
}

export const progressed = { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" };
export const available = { type: "Available", status: "True", reason: "MinimumReplicasAvailable" };
export const late = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" };
/** The status of a Deployment whose two pods run the newest version. */
export const whole = {
  observedGeneration: 3,
  replicas: 2,
  updatedReplicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
  conditions: [available, progressed],
};
export const wholeSet = {
  observedGeneration: 3,
  replicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
  currentReplicas: 2,
  updatedReplicas: 2,
  currentRevision: "db-2",
  updateRevision: "db-2",
};
export const everywhere = {
  observedGeneration: 3,
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
};

const COMPLETE: Record<WorkloadKind, object> = {
  Deployment: whole,
  StatefulSet: wholeSet,
  DaemonSet: everywhere,
  Job: {},
};

/** Tests the verdict of each row. */
export function testVerdicts(rows: readonly Row[]): void {
  test.each(rows)("$name", ({ kind, metadata, spec, status, state, message, reason }) => {
    const object = {
      metadata: { name: "web", namespace: "shop", uid: "web-1", generation: 3, ...metadata },
      spec: {
        ...(kind === "Job" ? {} : { replicas: 2, progressDeadlineSeconds: 300 }),
        template: { spec: { containers: [] } },
        ...spec,
      },
      ...(status === null ? {} : { status: status ?? COMPLETE[kind] }),
    } as unknown as WorkloadObject;
    const verdict = evaluateWorkload(kind, object);
    expect(verdict).toMatchObject({ state, ...(reason === undefined ? {} : { reason }) });
    expect(verdict.message).toMatch(message ?? /\S/);
  });
}
