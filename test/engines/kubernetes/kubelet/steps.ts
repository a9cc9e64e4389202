import type { PodFailureReason } from "./failures.ts";
import type { Container, ContainerState, Pod } from "./pod.ts";
import { normal, pullFailure, pulled, warning, type PodEvent } from "./pulls.ts";

/** Delays in milliseconds. A real kubelet takes seconds for each of them. */
export interface Pace {
  pullMs: number;
  startMs: number;
  readyMs: number;
  /** How long a container of a Job runs. */
  runMs: number;
  crashMs: number;
  /** Between two tries after a failure. */
  backOffMs: number;
  terminateMs: number;
}

export const PACE: Pace = {
  pullMs: 50,
  startMs: 50,
  readyMs: 100,
  runMs: 300,
  crashMs: 150,
  backOffMs: 300,
  terminateMs: 100,
};

/** One change of one container: what its status says afterwards, and what the kubelet reports. */
export interface Step {
  afterMs: number;
  state: ContainerState | "running" | { ended: number; reason: string };
  ready?: boolean;
  restarted?: boolean;
  events: PodEvent[];
  /** Lines it has written since it started. */
  log?: string[];
}

/** Restarts that are played; a pod that crashes this often is judged by everybody. */
const RESTARTS = 4;

/**
 * What happens to a container from its creation on. The words are those of the kubelet 1.36
 * (pkg/kubelet/images/image_manager.go, kuberuntime/kuberuntime_container.go, prober/prober.go) with
 * containerd as its runtime.
 */
export function stepsOf(
  pod: Pod,
  container: Container,
  kind: "init" | "job" | "service",
  failure: PodFailureReason | undefined,
  pace: Pace,
): Step[] {
  switch (failure) {
    case "image-not-found":
    case "image-pull-denied":
      return pullFailure(container.image, failure, pace);
    case "config-error":
      return configError(container.image, pace);
    case "crash":
    case "oom":
    case "init":
      return crashes(pod, container, failure, pace);
    case "probe":
    case "never-ready":
      return [...starts(container, pace), ...neverReady(container, failure, pace)];
    case undefined:
      return kind === "service"
        ? [
            ...starts(container, pace),
            { afterMs: pace.readyMs, state: "running", ready: true, events: [] },
          ]
        : [...starts(container, pace), finishes(pace)];
  }
}

const started = (): Step["events"] => [
  normal("Created", "Container created"),
  normal("Started", "Container started"),
];

function starts({ name, image }: Container, pace: Pace): Step[] {
  return [
    {
      afterMs: pace.pullMs,
      state: { waiting: { reason: "ContainerCreating" } },
      events: pulled(image),
    },
    {
      afterMs: pace.startMs,
      state: "running",
      events: started(),
      log: [`{"level":"info","msg":"${name} listening","port":8080}`],
    },
  ];
}

const finishes = (pace: Pace): Step => ({
  afterMs: pace.runMs,
  state: { ended: 0, reason: "Completed" },
  events: [],
  log: ['{"level":"info","msg":"done"}'],
});

function configError(image: string, pace: Pace): Step[] {
  const message = 'secret "not-there" not found';
  const step: Step = {
    afterMs: pace.pullMs,
    state: { waiting: { reason: "CreateContainerConfigError", message } },
    events: [...pulled(image), warning("Failed", `Error: ${message}`)],
  };
  return [step, { ...step, afterMs: pace.backOffMs }];
}

const ENDS: Record<"crash" | "oom" | "init", { ended: number; reason: string; log: string[] }> = {
  crash: {
    ended: 1,
    reason: "Error",
    log: [
      '{"level":"info","msg":"starting"}',
      '{"level":"error","msg":"cannot read configuration: DATABASE_URL is not set"}',
    ],
  },
  oom: { ended: 137, reason: "OOMKilled", log: ['{"level":"info","msg":"loading everything"}'] },
  init: {
    ended: 1,
    reason: "Error",
    log: ["migration 0042_add_index failed: relation orders does not exist"],
  },
};

function crashes(
  pod: Pod,
  container: Container,
  how: "crash" | "oom" | "init",
  pace: Pace,
): Step[] {
  const { ended, reason, log } = ENDS[how];
  const [create, start] = starts(container, pace);
  const end: Step = { afterMs: pace.crashMs, state: { ended, reason }, events: [], log };
  const first = [create, start && { ...start, log: [] }, end].filter((step) => step !== undefined);
  if (pod.spec.restartPolicy === "Never") return first;
  const { name, namespace, uid } = pod.metadata;
  const full = `${name}_${namespace}(${uid})`;
  const steps = [...first];
  for (let count = 1; count <= RESTARTS; count += 1) {
    const delay = Math.min(300, 10 * 2 ** (count - 1));
    const message = `back-off ${goDuration(delay)} restarting failed container=${container.name} pod=${full}`;
    steps.push(
      {
        afterMs: 20,
        state: { waiting: { reason: "CrashLoopBackOff", message } },
        events: [
          warning(
            "BackOff",
            `Back-off restarting failed container ${container.name} in pod ${full}`,
          ),
        ],
      },
      {
        afterMs: pace.backOffMs,
        state: "running",
        restarted: true,
        events: [
          normal(
            "Pulled",
            `Container image "${container.image}" already present on machine and can be accessed by the pod`,
          ),
          ...started(),
        ],
        log: [],
      },
      end,
    );
  }
  const message = `back-off 2m40s restarting failed container=${container.name} pod=${full}`;
  steps.push({
    afterMs: 20,
    state: { waiting: { reason: "CrashLoopBackOff", message } },
    events: [],
  });
  return steps;
}

/** As Go prints durations: 10s, 1m20s. */
function goDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}

function neverReady(container: Container, failure: PodFailureReason, pace: Pace): Step[] {
  if (failure === "never-ready") return [];
  const message = "Readiness probe failed: HTTP probe failed with statuscode: 503";
  const unhealthy: Step = {
    afterMs: pace.backOffMs,
    state: "running",
    events: [warning("Unhealthy", message)],
    log: ['{"level":"warn","msg":"backend does not answer","path":"/readyz"}'],
  };
  return container.restartPolicy === "Always" ? [unhealthy] : [unhealthy, unhealthy, unhealthy];
}
