import { expect, test } from "@jest/globals";
import {
  GRACE_PERIODS,
  NEVER,
} from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { START_CAUSES } from "../../../../../actions/kube-deploy/src/diagnosis/start-causes.ts";

const RUNC =
  "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

test.each([
  [
    'Failed to inspect image "": rpc error: code = Unknown desc = short name mode is enforcing, but image name nginx:latest returns ambiguous list',
    "invalid-image-name",
    GRACE_PERIODS.start,
    /host of its registry/,
  ],
  [
    'Failed to inspect image "shop/web:1": rpc error: code = Unknown desc = layer not known',
    "image-unpack-failed",
    NEVER,
    /replace the node/,
  ],
  [
    'Failed to inspect image "shop/web:1": rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    "container-not-started",
    NEVER,
    /does not answer in time/,
  ],
  [
    'failed to generate container "1a" spec: failed to generate spec: path "/host" is mounted on "/" but it is not a shared mount',
    "container-not-started",
    GRACE_PERIODS.start,
    /mountPropagation/,
  ],
  [
    `${RUNC}error during container init: error setting cgroup config for procHooks process: failed to write "100000": write /sys/fs/cgroup/cpu,cpuacct/kubepods/pod1/cpu.cfs_quota_us: invalid argument: unknown`,
    "container-not-started",
    NEVER,
    /on Fargate, requests and limits/,
  ],
  [
    `${RUNC}can't get final child's PID from pipe: EOF: unknown`,
    "container-not-started",
    NEVER,
    /run out of processes, files or memory/,
  ],
])("%s", (said, reason, gracePeriod, fix) => {
  expect(START_CAUSES.find(({ says }) => says.test(said))).toMatchObject({
    reason,
    gracePeriod,
    fix: expect.stringMatching(fix),
  });
});
