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
      /port 2049/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "smb" : mount error(110): could not connect',
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

describe("words of the kubelet, EBS and EFS that name the cause have their own advice", () => {
  const secrets = "failed to mount secrets store objects for pod shop/web-1, err:";
  test.each<[string, string, number, RegExp]>([
    [
      'FailedMount: MountVolume.SetUp failed for volume "kube-api-access-x7k2p" : failed to fetch token: serviceaccounts "web" not found',
      "service-account-missing",
      GRACE_PERIODS.volume,
      /create the ServiceAccount .* again/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "aws-iam-token" : failed to fetch token: Post "https://10.0.0.1:443/api/v1": dial tcp: i/o timeout',
      "volume-mount-failed",
      NEVER,
      /reaches the API server/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "kube-api-access-x7k2p" : configmap "kube-root-ca.crt" not found',
      "volume-mount-failed",
      NEVER,
      /Kubernetes itself writes this ConfigMap/,
    ],
    [
      `FailedMount: MountVolume.SetUp failed for volume "keys" : rpc error: code = Unknown desc = ${secrets} error connecting to provider "aws": provider not found: provider "aws"`,
      "volume-mount-failed",
      NEVER,
      /install the provider/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "efs" : rpc error: code = Internal desc = Could not mount "fs-0a:/" at "/x": mount failed: exit status 1 Output: Failed to resolve "fs-0a.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID.',
      "volume-mount-failed",
      NEVER,
      /mount target in the availability zone/,
    ],
    [
      `FailedMount: MountVolume.SetUp failed for volume "efs" : rpc error: code = Internal desc = Could not mount "fs-0a:/" at "/x": mount failed: exit status 32 Output: Could not start amazon-efs-mount-watchdog, unrecognized init system "aws-efs-csi-dri" b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'`,
      "volume-mount-failed",
      GRACE_PERIODS.volume,
      /elasticfilesystem:ClientMount/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32 Output: mount: /x: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.',
      "volume-mount-failed",
      GRACE_PERIODS.volume,
      /nfs-utils/,
    ],
    [
      'FailedMount: Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC shop/data: failed to fetch PVC from API server: persistentvolumeclaims "data" not found',
      "volume-claim-missing",
      GRACE_PERIODS.volume,
      /create the PersistentVolumeClaim/,
    ],
    [
      "FailedMount: Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC shop/data: PVC is being deleted",
      "volume-claim-missing",
      GRACE_PERIODS.volume,
      /who deletes the claim/,
    ],
    [
      'FailedAttachVolume: AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = ResourceExhausted desc = Attachment limit exceeded for volume "vol-0a" on node "i-0a": operation error EC2: AttachVolume, api error AttachmentLimitExceeded: You may attach up to 27 devices for this instance type.',
      "volume-mount-failed",
      GRACE_PERIODS.volume,
      /volumeAttachLimit/,
    ],
    [
      'FailedAttachVolume: AttachVolume.Attach failed for volume "pv-1" : rpc error: code = Internal desc = Could not attach volume "vol-0a" to node "i-0a": api error InvalidVolume.ZoneMismatch: The volume is not in the same availability zone as instance',
      "volume-mount-failed",
      GRACE_PERIODS.volume,
      /another availability zone/,
    ],
    [
      'FailedMount: MountVolume.SetUp failed for volume "conf" : write /var/lib/kubelet/pods/1/volumes/conf: no space left on device',
      "node-disk-full",
      NEVER,
      /disk of the node/,
    ],
    [
      "FailedCreatePodSandBox: Failed to create pod sandbox: mkdir /var/lib/containerd/io.containerd.sandbox: no space left on device",
      "node-disk-full",
      NEVER,
      /disk of the node/,
    ],
    [
      "FailedCreatePodSandBox: Failed to create pod sandbox: mkdir /sys/fs/cgroup/kubepods/pod7: cgroup: no space left on device",
      "container-not-started",
      NEVER,
      /container runtime of the node/,
    ],
    [
      'FailedCreatePodSandBox: Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox "1a": failed to get sandbox image "localhost/kubernetes/pause": failed to pull image: failed to do request: Head "https://localhost/v2/kubernetes/pause/manifests/latest": dial tcp 127.0.0.1:443: connect: connection refused',
      "container-not-started",
      NEVER,
      /lost its own pause image/,
    ],
  ])("%s", (said, reason, gracePeriod, fix) => {
    expect(sandboxCause(said)).toMatchObject({
      reason,
      gracePeriod,
      fix: expect.stringMatching(fix),
    });
  });
});
