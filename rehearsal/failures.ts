import type { Failure } from "./world/start.ts";

/** What `--fail` can break, by name: the story people read, and where it is injected. */
export const FAILURES: Readonly<Record<string, Failure & { story: string }>> = {
  "image-not-found": {
    story: "the kubelet cannot find the backend's new image in the registry",
    kubernetes: { reason: "image-not-found", workload: "backend", newImages: true },
  },
  crash: {
    story: "the backend's new image exits with an error soon after it starts",
    kubernetes: { reason: "crash", workload: "backend", newImages: true },
  },
  "out-of-memory": {
    story: "the kernel ends the backend's new image at its memory limit",
    kubernetes: { reason: "oom", workload: "backend", newImages: true },
  },
  unschedulable: {
    story: "no node has room for the frontend's pods",
    kubernetes: { reason: "unschedulable", workload: "frontend" },
  },
  quota: {
    story: "the namespace's quota refuses the frontend's pods",
    kubernetes: { reason: "quota", workload: "frontend" },
  },
  "plan-changed": {
    story:
      "somebody scales the backend by hand between the plan of the pull request and its merge (with --from-pr)",
    scaledByHand: { deployment: "backend", replicas: 5 },
  },
  "state-put": {
    story: "S3 denies the write of the infrastructure's state after the apply, once",
    aws: {
      match: { operation: "s3:PutObject", path: /\/infrastructure(?:\/terraform)?\.tfstate\?/ },
      respond: {
        status: 403,
        headers: { "content-type": "application/xml" },
        body: "<Error><Code>AccessDenied</Code><Message>User is not authorized to perform: s3:PutObject because no identity-based policy allows the s3:PutObject action</Message></Error>",
      },
    },
  },
};

export const isFailure = (name: string): boolean => Object.hasOwn(FAILURES, name);
