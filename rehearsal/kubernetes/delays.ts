/** How long things take in the cluster, in milliseconds of real time. In a real cluster, most of them take seconds. */
export interface Delays {
  /** From the creation of a pod until the scheduler binds it. */
  scheduleMs: number;
  /** Pulling one image. */
  pullMs: number;
  /** From the end of the image pull to the start of the container. */
  startMs: number;
  /** From a container's start until it is ready. */
  readyMs: number;
  /** Run time of a container of a Job, of an init container, or of a container that crashes. */
  workMs: number;
  /** How long a container takes to stop. */
  stopMs: number;
  /** Until a Service or an Ingress gets its load balancer. */
  balancerMs: number;
  /** One cluster second: the unit of a deadline, a back-off or a probe's period. */
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
