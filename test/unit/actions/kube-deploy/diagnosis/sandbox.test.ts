import { describe, expect, test } from "@jest/globals";
import {
  GRACE_PERIODS,
  NEVER,
} from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { detachedBy } from "../../../../../actions/kube-deploy/src/diagnosis/sandbox.ts";
import type { Pod } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { diagnosePod } from "../../../../../actions/kube-deploy/src/diagnosis/pod.ts";
import { START, diagnose, event, pod, status, testDiagnoses, waiting } from "./pods.ts";
import type { Row } from "./pods.ts";

const creating = [waiting("ContainerCreating")];
const NETWORK = 'plugin type="aws-cni" name="aws-cni" failed (add): add cmd: ';
const rows: Row[] = [
  {
    name: "a pod without an IP address",
    states: creating,
    events: [
      event("FailedCreatePodSandBox", `${NETWORK}failed to assign an IP address to container`),
    ],
    expected: ["pod-addresses-exhausted", "never", /gets no IP address: .*assign an IP address/],
  },
  {
    name: "a pod without a network",
    states: creating,
    events: [
      event(
        "FailedCreatePodSandBox",
        `${NETWORK}Error received from AddNetwork gRPC call: refused`,
      ),
    ],
    expected: ["pod-network-failed", "never", /AddNetwork/],
  },
  {
    name: "a memory limit that is too low for the sandbox",
    states: creating,
    events: [
      event(
        "FailedCreatePodSandBox",
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: container init was OOM-killed (memory limit too low?): unknown",
      ),
    ],
    expected: ["out-of-memory", "volume", /is too low to start the pod: .*OOM-killed/],
  },
  {
    name: "a driver that may not attach a volume",
    states: creating,
    events: [
      event(
        "FailedAttachVolume",
        'AttachVolume.Attach failed for volume "pv-7" : Could not attach volume "vol-7": UnauthorizedOperation: You are not authorized to perform this operation.',
      ),
    ],
    expected: ["volume-mount-failed", "volume", /driver may not attach a volume/],
  },
  {
    name: "a Secret that is mounted, but does not exist",
    states: creating,
    events: [event("FailedMount", 'MountVolume.SetUp failed for "tls": secret "tls" not found')],
    expected: ["volume-mount-failed", "volume", /secret "tls" not found/],
  },
  {
    name: "a device whose driver does not prepare it",
    states: creating,
    events: [
      event(
        "FailedPrepareDynamicResources",
        "Failed to prepare dynamic resources: prepare dynamic resources: NodePrepareResources: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
      ),
    ],
    expected: [
      "container-not-started",
      "never",
      /device of the pod cannot be prepared: .*NodePrepareResources/,
    ],
  },
  {
    name: "a node that cannot create the pod's control group",
    states: creating,
    events: [
      event(
        "FailedCreatePodContainer",
        "unable to ensure pod container exists: failed to create container for [kubepods burstable pod7] : mkdir /sys/fs/cgroup/kubepods/pod7: no space left on device",
      ),
    ],
    expected: ["container-not-started", "never", /control group of the pod: .*unable to ensure/],
  },
];

describe("a pod that a node cannot prepare", () => {
  testDiagnoses(rows);

  test.each([
    // Up to Kubernetes 1.26.
    "Unable to attach or mount volumes: unmounted volumes=[tls], unattached volumes=[tls]: timed out waiting for the condition",
    "Unable to attach or mount volumes: unmounted volumes=[tls], unattached volumes=[], failed to process volumes=[]: context deadline exceeded",
    "(combined from similar events): Unable to attach or mount volumes: unmounted volumes=[conf tls], unattached volumes=[]: timed out waiting for the condition",
  ])(
    "the event that says why a volume is missing counts, not a later one that it still is: %s",
    (later) => {
      const why = event(
        "FailedMount",
        'MountVolume.SetUp failed for volume "tls" : secret "tls" not found',
      );
      const still = event("FailedMount", later, { lastTimestamp: "2026-11-21T09:02:05Z" });
      expect(diagnose(creating, [still, why])[0]).toMatchObject({
        message: expect.stringContaining('secret "tls" not found'),
        fatalAt: START + GRACE_PERIODS.volume,
      });
    },
  );

  test.each([
    "failed to allocate for range 0: no IP addresses available in range set: 10.1.0.1-10.1.0.254",
    'plugin type="cilium-cni" failed (add): unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure No more IPs available',
    "Could not allocate IP in range: ip: 10.2.0.1 / - 10.2.0.6",
    'plugin type="cilium-cni" failed (add): unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure "range is full"',
  ])("recognizes a missing IP address in the words of other network plugins: %s", (text) => {
    expect(diagnose(creating, [event("FailedCreatePodSandBox", text)])[0]?.reason).toBe(
      "pod-addresses-exhausted",
    );
  });

  test("a network agent that does not answer is not taken for exhausted addresses", () => {
    const said =
      'plugin type="cilium-cni" failed (add): unable to allocate IP via local cilium agent: Post "http:///var/run/cilium/cilium.sock/v1/ipam": connect: connection refused';
    expect(diagnose(creating, [event("FailedCreatePodSandBox", said)])[0]?.reason).toBe(
      "pod-network-failed",
    );
  });

  test.each([
    [
      "FailedCreatePodSandBox",
      'failed to get sandbox runtime: no runtime for "kata" is configured',
      /RuntimeClass/,
    ],
    [
      "FailedMount",
      "failed to mount secrets store objects for pod shop/web: AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue",
      /role of the pod's service account/,
    ],
  ])("%s has its own fix: %s", (reason, text, fix) => {
    expect(diagnose(creating, [event(reason, text)])[0]?.fix).toMatch(fix);
  });

  const branch = event(
    "BranchAllocationFailed",
    "failed to allocate branch ENI to pod: InvalidGroup.NotFound: The security group 'sg-0a1' does not exist",
  );
  const noAddress = event(
    "FailedCreatePodSandBox",
    `${NETWORK}failed to assign an IP address to container`,
    { lastTimestamp: "2026-11-21T09:00:45Z" },
  );
  const allocated = (seconds: string) =>
    event("ResourceAllocated", 'Allocated [{"eniId":"eni-1"}] to the pod', {
      type: "Normal",
      lastTimestamp: `2026-11-21T09:00:${seconds}Z`,
    });
  test.each([
    ["is not found", [noAddress, branch], "pod-network-failed"],
    ["could not be made, in the newest event", [branch], "pod-network-failed"],
    ["could not be made again", [noAddress, branch, allocated("01")], "pod-network-failed"],
    [
      "has been made since, so the subnet counts",
      [noAddress, allocated("20"), branch],
      "pod-addresses-exhausted",
    ],
  ])("the interface for the security groups of a pod %s", (_, events, reason) => {
    const [found] = diagnose(creating, events);
    expect(found).toMatchObject({ reason, fatalAt: NEVER });
    if (reason === "pod-network-failed") {
      expect(found?.message).toMatch(/for its security groups: .*'sg-0a1' does not exist/);
      expect(found?.fix).toMatch(/SecurityGroupPolicy/);
    }
  });

  const HELD =
    'Multi-Attach error for volume "pvc-7" Volume is already used by pod(s) frontend-5c7-abcde, db-0, db-1 and 1 pod(s) in different namespaces';
  const held = [event("FailedAttachVolume", HELD)];

  const holder = (name: string, parts: { deleted?: boolean; phase?: string } = {}): Pod => {
    const other = pod({ phase: "Running", ...parts });
    return { ...other, metadata: { ...other.metadata, name } };
  };

  test.each<[string, Pod[] | undefined]>([
    ["no pod is known", undefined],
    ["the pods are gone", []],
    ["the pods are being deleted", [holder("db-1", { deleted: true })]],
    ["the pods have ended", [holder("db-1", { phase: "Succeeded" })]],
    // A StatefulSet creates a pod with the same name while the volume controller still knows the old pod.
    ["the waiting pod has the name of one of these pods", [holder("frontend-5c7-abcde")]],
    ["only other pods live", [holder("web-1")]],
  ])("a volume that is attached to another node is waited for: %s", (_, neighbours) => {
    expect(diagnose(creating, held, START, neighbours)[0]).toMatchObject({
      reason: "volume-multi-attach",
      fatalAt: NEVER,
    });
  });

  const stays = holder("db-0");
  const job: Pod = { ...stays, spec: { ...stays.spec, restartPolicy: "Never" } };

  test("a wait for the volume of a pod that is not being deleted is fatal after a grace period", () => {
    expect(diagnose(creating, held, START, [job, holder("db-1")])[0]).toMatchObject({
      reason: "volume-multi-attach",
      message: expect.stringContaining("and pod db-1, which uses it, is not being deleted"),
      fatalAt: START + GRACE_PERIODS.volume + 30_000,
    });
  });

  test("the volume of a Job's pod is waited for, because that pod ends", () => {
    expect(diagnose(creating, held, START, [job])[0]).toMatchObject({
      reason: "volume-multi-attach",
      message: expect.stringContaining("and pod db-0, which uses it, has not ended yet"),
      fix: expect.stringContaining("becomes free when pod db-0 has ended"),
      fatalAt: NEVER,
    });
    const view = { pod: pod({ containers: creating }), events: held, neighbours: () => [job] };
    expect(detachedBy(view)).toBe(Infinity);
  });

  const timeIsOver = (names: string) =>
    event(
      "FailedMount",
      `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition`,
      { lastTimestamp: "2026-11-21T09:02:08Z" },
    );
  const noSecret = event(
    "FailedMount",
    'MountVolume.SetUp failed for volume "tls" : secret "tls" not found',
  );
  test.each([
    ["the attach that failed before", [timeIsOver("data"), ...held], "volume-multi-attach", NEVER],
    [
      "the missing Secret",
      [timeIsOver("data tls"), noSecret],
      "volume-mount-failed",
      START + GRACE_PERIODS.volume,
    ],
    [
      "no Secret whose volume has been mounted",
      [timeIsOver("data"), noSecret],
      "volume-mount-failed",
      NEVER,
    ],
  ])("a timeout of volumes is explained by %s", (_, events, reason, fatalAt) => {
    expect(diagnose(creating, events)[0]).toMatchObject({ reason, fatalAt });
  });

  test("each cause has its own grace period", () => {
    const history = new PodHistory(START);
    const waits = pod({ containers: creating });
    const at = (now: number, events: Parameters<typeof diagnose>[1] = []) =>
      history.during(() =>
        diagnosePod({ pod: waits, events }, history, { now, serverNow: now, crashTolerance: 2 }),
      );
    at(START, held);
    expect(at(START + 300_000, [noSecret])[0]?.fatalAt).toBe(
      START + 300_000 + GRACE_PERIODS.volume,
    );
  });

  test.each([
    ["pvc-7", []],
    // The pod has two volumes, and one of these volumes is still missing.
    ["pvc-8", ["volume-multi-attach"]],
  ])("a volume that was attached since then is no longer missing: %s", (attached, reasons) => {
    const text = 'Multi-Attach error for volume "pvc-7" Volume is already used by pod(s) db-0';
    const said = `AttachVolume.Attach succeeded for volume "${attached}"`;
    const later = { type: "Normal", lastTimestamp: "2026-11-21T09:00:25Z" };
    const events = [
      event("SuccessfulAttachVolume", said, later),
      event("FailedAttachVolume", text),
    ];
    const found = diagnose(creating, events).map(({ reason }) => reason);
    expect(found.filter((reason) => reason !== "not-ready")).toStrictEqual(reasons);
  });

  const mount = event("FailedMount", "failed to sync configmap cache: timed out");
  const over: [string, Parameters<typeof diagnose>[0], Parameters<typeof diagnose>[1]][] = [
    [
      "an init container runs",
      [
        pod({
          inits: [status({ name: "migrate", state: { running: {} } })],
          containers: [waiting("PodInitializing")],
        }),
      ],
      [mount],
    ],
    [
      "the image is being pulled",
      creating,
      [event("Pulling", "Pulling image", { type: "Normal" }), mount],
    ],
    [
      "the pod is ready to start containers",
      [
        pod({
          conditions: [{ type: "PodReadyToStartContainers", status: "True" }],
          containers: [waiting("ContainerCreating")],
        }),
      ],
      [mount],
    ],
    ["the image cannot be pulled", [waiting("ImagePullBackOff", "timed out")], [mount]],
  ];
  test.each(over)("a failed mount is over once %s", (_, states, events) => {
    expect(diagnose(states, events).map(({ reason }) => reason)).not.toContain(
      "volume-mount-failed",
    );
  });
});
