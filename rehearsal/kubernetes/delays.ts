/** How long things take in the cluster, in milliseconds of real time. A real cluster takes seconds for most of them. */
export interface Delays {
  /** From the creation of a pod until the scheduler binds it. */
  scheduleMs: number;
  /** Pulling one image. */
  pullMs: number;
  /** From the pulled image to the started container. */
  startMs: number;
  /** From a container's start until it is ready. */
  readyMs: number;
  /** How long a container of a Job, an init container, or one that crashes, works. */
  workMs: number;
  /** How long a container takes to stop. */
  stopMs: number;
  /** Until a Service or an Ingress gets its load balancer. */
  balancerMs: number;
  /** One second of a deadline, a back-off or a probe's period. */
  secondMs: number;
}

export const DELAYS: Delays = {
  scheduleMs: 5,
  pullMs: 40,
  startMs: 15,
  readyMs: 40,
  workMs: 30,
  stopMs: 20,
  balancerMs: 50,
  secondMs: 10,
};
