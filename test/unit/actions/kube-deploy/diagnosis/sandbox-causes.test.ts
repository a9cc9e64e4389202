import { describe, expect, test } from "@jest/globals";
import {
  GRACE_PERIODS,
  NEVER,
} from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { sandboxCause } from "../../../../../actions/kube-deploy/src/diagnosis/sandbox-causes.ts";

describe("F10: a cause that goes away by itself is never fatal; any other cause has a grace period", () => {
  test.each([
    [
      'FailedMount: MountVolume.SetUp failed for volume "tls" : secret "tls" not found',
      /create the named Secret/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "conf" : configmap references non-existent config key: app.yml',
      /and its key/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "data" : persistentvolumeclaim "data" not found',
      /PersistentVolumeClaim/,
    ],
    [
      'FailedAttachVolume: AttachVolume.Attach failed for volume "pv-1" : rpc error: code = Internal desc = Could not attach volume "vol-0a1b2c": InvalidVolume.NotFound: The volume does not exist',
      /was deleted/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "logs" : hostPath type check failed: /data/logs is not a directory',
      /hostPath/,
    ],
    [
      "FailedMount: MountVolume.MountDevice failed: mount failed: exit status 32: mount: /mnt: wrong fs type, bad option, bad superblock on /dev/nvme1n1",
      /fsType/,
    ],
    [
      "FailedMount: failed to mount secrets store objects for pod shop/web: ResourceNotFoundException",
      /SecretProviderClass/,
    ],
  ])("%s", (said, fix) => {
    const cause = sandboxCause(said);
    expect(cause.gracePeriod).toBe(GRACE_PERIODS.volume);
    expect(cause.fix).toMatch(fix);
  });

  test.each([
    [
      'FailedAttachVolume: Multi-Attach error for volume "pvc-7" Volume is already exclusively attached to one node and can\'t be attached to another',
      /six minutes/,
    ],
    [
      'FailedAttachVolume: AttachVolume.Attach failed for volume "pv-1" : rpc error: code = DeadlineExceeded desc = context deadline exceeded',
      /its driver runs/,
    ],
    [
      "FailedMount: Unable to attach or mount volumes: unmounted volumes=[data]: timed out waiting for the condition",
      /its driver runs/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "conf" : failed to sync configmap cache: timed out waiting for the condition',
      /API server/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "kube-api-access" : object "shop"/"kube-root-ca.crt" not registered',
      /API server/,
    ],
    [
      "FailedMount: MountVolume.MountDevice failed: driver name ebs.csi.aws.com not found in the list of registered CSI drivers",
      /install the CSI driver/,
    ],
    [
      "FailedMount: failed to mount secrets store objects for pod shop/web: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
      /does not answer in time/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "efs" : mount.nfs4: Connection timed out',
      /may reach it/,
    ],
  ])("%s", (said, fix) => {
    const cause = sandboxCause(said);
    expect(cause.gracePeriod).toBe(NEVER);
    expect(cause.fix).toMatch(fix);
  });
});

test.each([
  [
    "FailedCreatePodSandBox: Failed to create pod sandbox: can't set `spec.hostUsers: false`, runtime does not support user namespaces",
    /hostUsers/,
  ],
  [
    `FailedCreatePodSandBox: Failed to create pod sandbox: can't set \`spec.hostUsers: false\`, RuntimeClass handler "kata" does not support user namespaces`,
    /hostUsers/,
  ],
])("a node without user namespaces never heals: %s", (said, fix) => {
  expect(sandboxCause(said)).toMatchObject({
    reason: "container-not-started",
    gracePeriod: GRACE_PERIODS.volume,
    fix: expect.stringMatching(fix),
  });
});

test("a pause image that cannot be pulled is no problem of the network plugin", () => {
  const said =
    'FailedCreatePodSandBox: Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/pause:3.10": failed to pull image: dial tcp 52.1.1.1:443: connect: network is unreachable';
  expect(sandboxCause(said)).toMatchObject({
    reason: "container-not-started",
    gracePeriod: NEVER,
    fix: expect.stringMatching(/pause image.*VPC endpoints/),
  });
});

test("a node on which a CSI driver has not registered yet is waited for, with advice about the driver", () => {
  const said =
    'FailedAttachVolume: AttachVolume.Attach failed for volume "pv-1" : CSINode ip-10-0-1-2 does not contain driver ebs.csi.aws.com';
  expect(sandboxCause(said)).toMatchObject({
    gracePeriod: NEVER,
    fix: expect.stringMatching(/install the CSI driver/),
  });
});
