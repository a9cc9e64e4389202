import type { Failure as PodFailure } from "./kubernetes/failures.ts";

/** What `--fail` can break, by name: the story people read, and where it is injected. */
export interface Failure {
  story: string;
  /** Handed to the embedded Kubernetes API: how the pods of a workload fail. */
  kubernetes?: PodFailure;
}

export const FAILURES: Readonly<Record<string, Failure>> = {
  "image-not-found": {
    story: "the kubelet cannot find the backend's image in the registry",
    kubernetes: { reason: "image-not-found", workload: "backend" },
  },
  crash: {
    story: "the backend's container exits with an error soon after it starts",
    kubernetes: { reason: "crash", workload: "backend" },
  },
  "out-of-memory": {
    story: "the kernel ends the backend's container at its memory limit",
    kubernetes: { reason: "oom", workload: "backend" },
  },
  unschedulable: {
    story: "no node has room for the frontend's pods",
    kubernetes: { reason: "unschedulable", workload: "frontend" },
  },
  quota: {
    story: "the namespace's quota refuses the frontend's pods",
    kubernetes: { reason: "quota", workload: "frontend" },
  },
};

export const isFailure = (name: string): boolean => Object.hasOwn(FAILURES, name);
