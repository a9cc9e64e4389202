import { describe, expect, test } from "@jest/globals";
import { schedulingCause } from "../../../../../actions/kube-deploy/src/diagnosis/scheduling-causes.ts";

describe("why no node takes a pod", () => {
  test.each([
    [
      "1 Insufficient cpu, 2 node(s) had untolerated taint {team: ml}",
      /^add or enlarge nodes, lower/,
    ],
    [
      "2 Insufficient memory, 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }",
      /^add or enlarge nodes, lower/,
    ],
    [
      "4 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector",
      /^add or enlarge nodes, lower/,
    ],
    ["3 Insufficient nvidia.com/gpu", /device plugin does not run there/],
    ["3 Insufficient vpc.amazonaws.com/pod-eni", /ENABLE_POD_ENI/],
    ["1 Insufficient cpu, 2 Insufficient nvidia.com/gpu", /^add or enlarge nodes, lower/],
    ["3 request gpu: device class gpu.example.com does not exist", /^install the driver/],
    ['persistentvolumeclaim "data" is being deleted', /who deletes the claim/],
    ["2 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }", /^check the nodes/],
    ["1 node(s) had untolerated taint {ebs.csi.aws.com/agent-not-ready: }", /^check the nodes/],
    [
      "1 node(s) had untolerated taint {node.cloudprovider.kubernetes.io/uninitialized: true}",
      /^check the nodes/,
    ],
    [
      "1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 1 node(s) had untolerated taint {gpu: }",
      /^check the nodes/,
    ],
    ["2 node(s) had untolerated taint(s)", /^look at the taints of the nodes/],
    ["1 Insufficient cpu, 2 node(s) had untolerated taint(s)", /^add or enlarge nodes, lower/],
    ["3 node(s) didn't satisfy plugin(s) [NodeAffinity]", /nodeSelector or node affinity/],
    [
      "1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]",
      /^add or enlarge nodes, or lower resources/,
    ],
    [
      "3 node(s) didn't match pod topology spread constraints (missing required label)",
      /^label the nodes with the topologyKey/,
    ],
    ["3 node(s) had no available volume zone", /zone of the volume/],
    [
      "1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode, 2 node(s) had volume node affinity conflict",
      /serves one pod at a time/,
    ],
    ["2 node(s) were unschedulable", /uncordon/],
    ["2 node(s) had untolerated taint {karpenter.sh/disrupted: }", /uncordon/],
    ["3 node(s) didn't match pod topology spread constraints", /topologySpreadConstraints/],
    ["3 node(s) didn't satisfy existing pods anti-affinity rules", /podAntiAffinity/],
    ["3 node(s) didn't match pod anti-affinity rules", /podAntiAffinity/],
    ["1 node(s) didn't have free ports for the requested pod ports", /hostPort/],
    ["2 node(s) exceed max volume count", /number of volumes/],
    ["1 Insufficient cpu, 2 node(s) had volume node affinity conflict", /zone of the volume/],
    ["3 node(s) didn't match PersistentVolume's node affinity", /zone of the volume/],
    ["3 cannot allocate all claims", /ResourceClaim/],
    ["3 something new", /^add or enlarge nodes, lower/],
  ])("0/5 nodes are available: %s", (reasons, fix) => {
    const preemption = "preemption: 0/5 nodes are available: 5 Preemption is not helpful.";
    expect(schedulingCause(`0/5 nodes are available: ${reasons}. ${preemption}`).fix).toMatch(fix);
  });

  test.each([
    ['persistentvolumeclaim "media" is being deleted', "volume-claim-missing"],
    ["2 node(s) didn't find available persistent volumes to bind", "volume-claim-unbound"],
    ["1 node(s) did not have enough free storage", "volume-claim-unbound"],
    [
      'persistentvolumeclaim "media" bound to non-existent persistentvolume "pv-7"',
      "volume-claim-unbound",
    ],
    [
      "2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
      "volume-multi-attach",
    ],
    [
      'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
      "volume-claim-unbound",
    ],
  ])("the reason for: %s", (message, reason) => {
    expect(schedulingCause(message).reason).toBe(reason);
  });

  test.each([
    [
      "Pod not supported on Fargate: invalid SecurityContext fields: Privileged",
      /^change what the message names/,
    ],
    [
      "Misconfigured Fargate Profile: fargate profile small blocked for new launches due to: Pod execution role is not found",
      /^correct .*pod execution role/,
    ],
    [
      "Fargate capacity is unavailable at this time. Please try again later or in a different availability zone",
      /^run the job again later, lower cpu/,
    ],
    ["Pod provisioning timed out (will retry) for pod: shop/web-1", /^let Fargate's node reach/],
  ])("on Fargate: %s", (message, fix) => {
    expect(schedulingCause(message).fix).toMatch(fix);
  });
});

describe("the taint of Fargate's nodes", () => {
  const FARGATE = "2 node(s) had untolerated taint {eks.amazonaws.com/compute-type: fargate}";

  test("is no reason for a toleration: the pod needs a profile", () => {
    expect(schedulingCause(`0/2 nodes are available: ${FARGATE}.`).fix).toMatch(
      /^add a Fargate profile/,
    );
  });

  test("says nothing about the other nodes", () => {
    const full = `0/5 nodes are available: ${FARGATE}, 3 Insufficient cpu.`;
    expect(schedulingCause(full).fix).toMatch(/do not have enough left/);
  });

  test("does not hide another taint", () => {
    const said = `0/3 nodes are available: ${FARGATE}, 1 node(s) had untolerated taint {team: data}.`;
    expect(schedulingCause(said).fix).toMatch(/toleration/);
  });
});
