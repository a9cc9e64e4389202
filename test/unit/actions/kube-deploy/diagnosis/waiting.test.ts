import { describe, expect, test } from "@jest/globals";
import { NEVER } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { diagnose, pod, status, testDiagnoses, waiting } from "./pods.ts";
import type { Row } from "./pods.ts";

const rows: Row[] = [
  {
    name: "an image that may run as root, which does not go away by itself",
    states: [
      waiting(
        "CreateContainerConfigError",
        "container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root",
      ),
    ],
    expected: ["runs-as-root", "none", /non-numeric user \(app\)/],
  },
  {
    name: "runAsUser is root",
    states: [
      waiting(
        "CreateContainerConfigError",
        "container's runAsUser breaks non-root policy (pod: x)",
      ),
    ],
    expected: ["runs-as-root", "none", /breaks non-root policy/],
  },
  {
    name: "a key that a ConfigMap does not have",
    states: [waiting("CreateContainerConfigError", "couldn't find key PORT in ConfigMap shop/web")],
    expected: ["container-configuration", "configuration", /couldn't find key PORT/],
  },
  {
    name: "a busy runtime, which is not a refusal",
    states: [waiting("CreateContainerError", "context deadline exceeded")],
    expected: ["container-not-started", "never", /context deadline exceeded/],
  },
  {
    name: "a container name that the runtime has reserved for an earlier try",
    states: [
      waiting("CreateContainerError", 'failed to reserve container name "web_0": name is reserved'),
    ],
    expected: ["container-not-started", "never", /reserve container name/],
  },
  {
    name: "a part of the image that the node has lost",
    states: [
      waiting(
        "CreateContainerError",
        "failed to create containerd container: failed to stat parent: stat /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs: no such file or directory",
      ),
    ],
    expected: ["image-unpack-failed", "never", /failed to stat parent/],
  },
  {
    name: "a GPU runtime that is not on the node",
    states: [
      waiting(
        "RunContainerError",
        "unable to retrieve OCI runtime error: fork/exec /usr/bin/nvidia-container-runtime: no such file or directory: unknown",
      ),
    ],
    expected: ["container-not-started", "start", /nvidia-container-runtime/],
  },
  {
    name: "a full disk",
    states: [waiting("RunContainerError", "mkdir /run/x: no space left on device")],
    expected: ["node-disk-full", "never", /no space left/],
  },
  {
    name: "a program that is not executable",
    states: [waiting("RunContainerError", 'exec: "/app/run": permission denied: unknown')],
    expected: ["container-not-started", "start", /permission denied/],
  },
];

describe("a container that is not started", () => {
  testDiagnoses(rows);

  test("each cause has its own fix", () => {
    const fixes = rows.map(({ states }) => diagnose(states)[0]?.fix);
    // The two outages of the runtime share a fix, and so do the two rows about root.
    expect(new Set(fixes).size).toBe(rows.length - 2);
  });
});

/** Messages of containerd and runc about a container that did not start, and what the fix must mention. */
const REFUSED_STARTS: readonly [name: string, said: string, reason: string, fix: RegExp][] = [
  [
    "a program of another architecture",
    'error during container init: exec: "/bin/web": exec format error: unknown',
    "image-platform",
    /architecture/,
  ],
  [
    "a memory limit that is too low for the start",
    "container init was OOM-killed (memory limit too low?): unknown",
    "out-of-memory",
    /limits\.memory/,
  ],
  [
    "a working directory that is not in the image",
    'chdir to cwd ("/work") set in config.json failed: no such file or directory: unknown',
    "container-not-started",
    /workingDir/,
  ],
  [
    "a working directory that the user may not enter",
    'chdir to cwd ("/var/lib/web") set in config.json failed: permission denied: unknown',
    "container-not-started",
    /workingDir/,
  ],
  [
    "an AppArmor profile that the node lacks",
    "apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: unknown",
    "container-not-started",
    /AppArmor or seccomp profile/,
  ],
  [
    "a seccomp profile that the node lacks",
    'cannot load seccomp profile "/var/lib/kubelet/seccomp/a.json": open /var/lib/kubelet/seccomp/a.json: no such file or directory',
    "container-not-started",
    /AppArmor or seccomp profile/,
  ],
  [
    "a capability that the runtime does not grant",
    "unable to apply caps: can't apply capabilities: operation not permitted: unknown",
    "container-not-started",
    /securityContext\.capabilities/,
  ],
  [
    "a user that the image does not know",
    "failed to apply OCI options: unable to find user web: no matching entries in passwd file",
    "container-not-started",
    /numeric/,
  ],
  [
    "an image without a program",
    "failed to generate spec: no command specified",
    "container-not-started",
    /CMD or ENTRYPOINT/,
  ],
  [
    "a node without the driver of its device",
    "nvidia-container-cli: initialization error: nvml error: driver not loaded: unknown",
    "container-not-started",
    /driver/,
  ],
];

const TASK = "failed to create containerd task: failed to create shim task: ";
test.each([
  [
    "OCI runtime create failed: runc create failed: invalid rootfs: stat /run/containerd/io.containerd.runtime.v2.task/k8s.io/7/rootfs: no such file or directory: unknown",
    "image-unpack-failed",
    /has lost part of the image/,
  ],
  [
    "failed to mount rootfs component &{overlay overlay [index=off workdir=/a upperdir=/b lowerdir=/c]}: no such file or directory: unknown",
    "image-unpack-failed",
    /has lost part of the image/,
  ],
  [
    "OCI runtime create failed: runc create failed: unable to start container process: unable to create new parent process: namespace path: lstat /proc/1/ns/ipc: no such file or directory: unknown",
    "container-not-started",
    /own programs/,
  ],
  [
    "OCI runtime create failed: runc did not terminate successfully: exit status 2: runtime/cgo: pthread_create failed: Resource temporarily unavailable: unknown",
    "container-not-started",
    /own programs/,
  ],
  [
    "OCI runtime create failed: unable to retrieve OCI runtime error (open /run/7/log.json: no such file or directory): fork/exec /usr/bin/runc: no such file or directory: unknown",
    "container-not-started",
    /own programs/,
  ],
  ["not found", "container-not-started", /own programs/],
])("a fault of the node, not of the image, is never fatal: %s", (said, reason, fix) => {
  const [first] = diagnose([waiting("RunContainerError", TASK + said)]);
  expect(first).toMatchObject({ reason, fatalAt: NEVER });
  expect(first?.fix).toMatch(fix);
});

test("the prefix of every refusal of runc is not taken for a fault of the node", () => {
  const said = `${TASK}OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/web": stat /bin/web: no such file or directory: unknown`;
  expect(diagnose([waiting("RunContainerError", said)])[0]?.fix).toMatch(/^correct command/);
});

test.each(REFUSED_STARTS)("the runtime refuses %s", (_, said, reason, fix) => {
  const first = diagnose([waiting("RunContainerError", said)])[0];
  expect(first).toMatchObject({ reason, message: expect.stringContaining(said) });
  expect(first?.fix).toMatch(fix);
  // The next tries are diagnosed by how the last try ended.
  const terminated = { exitCode: 128, reason: "StartError", message: said };
  const later = status({ restartCount: 4, state: { waiting: { reason: "CrashLoopBackOff" } } });
  expect(diagnose([{ ...later, lastState: { terminated } }])[0]).toMatchObject({
    reason,
    fix: first?.fix,
  });
});

test("a kubelet that has not read the Services yet is not a refusal", () => {
  const early = waiting(
    "CreateContainerConfigError",
    "services have not yet been read at least once, cannot construct envvars",
  );
  expect(diagnose([pod({ containers: [early] })]).map(({ reason }) => reason)).toStrictEqual([
    "not-ready",
  ]);
});

test("a configuration error that is not about Secrets or ConfigMaps gets a fix without them", () => {
  const [found] = diagnose([waiting("CreateContainerConfigError", "host IP unknown")]);
  expect(found).toMatchObject({ reason: "container-configuration" });
  expect(found?.fix).not.toMatch(/Secret|ConfigMap/);
});

test.each(["PreCreateHookError", "PreStartHookError"])(
  "a kubelet that cannot give a container its CPUs or devices (%s) is quoted, and may recover",
  (reason) => {
    expect(diagnose([waiting(reason, "no CPUs left in the static pool")])).toMatchObject([
      {
        reason: "container-not-started",
        message: expect.stringContaining("no CPUs left in the static pool"),
        fatalAt: Infinity,
      },
    ]);
  },
);

test("a Windows image of another version than its node has another platform", () => {
  const said =
    "failed to create shim task: hcs::CreateComputeSystem web: The container operating system does not match the host operating system.: unknown";
  expect(diagnose([waiting("RunContainerError", said)])).toMatchObject([
    { reason: "image-platform", fix: expect.stringContaining("windows-build") },
  ]);
});
