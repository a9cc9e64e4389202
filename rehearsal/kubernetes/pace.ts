/** How fast the cluster's clockwork runs. All in milliseconds of real time. */
export interface Pace {
  /** From the creation of a pod until the scheduler binds it. */
  scheduleMs: number;
  /** Pulling one image. */
  pullMs: number;
  /** From the pulled image to the started container. */
  startMs: number;
  /** From a container's start until a probe says it is ready. */
  readyMs: number;
  /** How long a container of a Job, or an init container, works. */
  workMs: number;
  /** How long a container takes to stop. */
  stopMs: number;
  /** Until a Service or an Ingress gets its load balancer. */
  balancerMs: number;
  /** What a second of a deadline, back-off or delay in an object's spec takes. */
  secondMs: number;
}

export const PACE: Pace = {
  scheduleMs: 5,
  pullMs: 40,
  startMs: 15,
  readyMs: 40,
  workMs: 30,
  stopMs: 20,
  balancerMs: 50,
  secondMs: 10,
};
