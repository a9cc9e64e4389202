import { describe, expect, test } from "@jest/globals";
import type { Event } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import {
  isBeingProvisioned,
  unprovisioned,
} from "../../../../../actions/kube-deploy/src/diagnosis/claims.ts";
import { NOW, assess, eventOf, podOf, replicaSet, workload } from "../rollout/worlds.ts";

const at = (seconds: number) => new Date(NOW - 600_000 + seconds * 1000).toISOString();
const said = (reason: string, seconds: number, message = reason, claim = "data"): Event =>
  eventOf("PersistentVolumeClaim", claim, reason, { message, lastTimestamp: at(seconds) });
const DENIED =
  "failed to provision volume: UnauthorizedOperation: not authorized to perform this operation";
const WAITS =
  "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually";

const UNBOUND = [
  {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message: "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
  },
];
const waitingPod = (
  conditions: object[] = [],
  volume: object = { persistentVolumeClaim: { claimName: "data" } },
) =>
  podOf(
    "db-1",
    "rs-db-2",
    {},
    {
      spec: { nodeName: undefined, volumes: [{ name: "files", ...volume }] },
      status: { phase: "Pending", containerStatuses: [], conditions },
    },
  );
const viewOf = (events: Event[], volume?: object) => ({
  pod: waitingPod([], volume),
  events: [],
  eventsOfClaim: (name: string) =>
    events
      .filter(({ involvedObject }) => involvedObject.name === name)
      .sort((a, b) => Date.parse(b.lastTimestamp ?? "") - Date.parse(a.lastTimestamp ?? "")),
});

describe("a claim without a volume", () => {
  test("is explained by the provisioner's error, next to the event that it is waited for", () => {
    const events = [said("ProvisioningFailed", 3, DENIED), said("ExternalProvisioning", 9, WAITS)];
    expect(unprovisioned(viewOf(events))).toBe(`claim data: ${DENIED}`);
  });

  test("can belong to the pod", () => {
    const events = [said("ProvisioningFailed", 3, DENIED, "db-1-files")];
    expect(unprovisioned(viewOf(events, { ephemeral: {} }))).toBe(`claim db-1-files: ${DENIED}`);
  });

  test("is no longer explained once it has a volume, and not by events of other claims", () => {
    const over = [said("ExternalProvisioning", 3), said("ProvisioningSucceeded", 3)];
    expect(unprovisioned(viewOf(over))).toBeUndefined();
    expect(unprovisioned(viewOf([said("ProvisioningFailed", 3, DENIED, "other")]))).toBeUndefined();
  });

  test.each([
    ["has begun", [said("Provisioning", 1)], true],
    [
      "takes longer than one request",
      [
        said("Provisioning", 1),
        said("ProvisioningFailed", 31, "rpc error: code = DeadlineExceeded"),
      ],
      true,
    ],
    ["was refused", [said("Provisioning", 1), said("ProvisioningFailed", 1, DENIED)], false],
    ["has succeeded", [said("Provisioning", 1), said("ProvisioningSucceeded", 9)], false],
    ["has not begun: no driver", [said("ExternalProvisioning", 1)], false],
  ])("is being provisioned if that %s", (_, events, expected) => {
    expect(isBeingProvisioned(viewOf(events))).toBe(expected);
  });
});

describe("a pod that waits for the volume of its claim", () => {
  const assessed = (conditions: object[], ...events: Event[]) =>
    assess("Deployment", "db", {
      Deployment: [workload("Deployment", "db", { status: { replicas: 2, updatedReplicas: 2 } })],
      ReplicaSet: [replicaSet("db-2", "db", "2")],
      Pod: [waitingPod(conditions)],
      Event: events,
    });

  test("has the provisioner's words in addition to the scheduler's", () => {
    expect(assessed(UNBOUND, said("ProvisioningFailed", 3, DENIED)).diagnoses[0]).toMatchObject({
      reason: "volume-claim-unbound",
      message: expect.stringMatching(/unbound immediate .*; claim data: .*UnauthorizedOperation/),
      fatalAt: NOW + 300_000,
    });
  });

  test("is diagnosed although the scheduler, which waits for it, says nothing", () => {
    expect(assessed([], said("ExternalProvisioning", 3, WAITS)).diagnoses[0]).toMatchObject({
      reason: "volume-claim-unbound",
      message: expect.stringMatching(/waits for the volume of claim data: .*ebs\.csi\.aws\.com/),
      fix: expect.stringContaining("CSI driver"),
      fatalAt: NOW + 300_000,
    });
  });

  test.each([
    ["unbound", UNBOUND],
    ["no", []],
  ])("is waited for while the volume is being made (%s condition)", (_, conditions) => {
    const making = [said("Provisioning", 2), said("ExternalProvisioning", 3, WAITS)];
    expect(assessed(conditions, ...making)).toMatchObject({
      quietUntil: Infinity,
      diagnoses: [{ reason: "volume-claim-unbound", fatalAt: Infinity }],
    });
  });
});
