import type { Failure } from "../world/failure.ts";
import type { FileEdit } from "../world/file-edit.ts";

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
  "migration-image": {
    story:
      "the registry refuses the nodes the image of the migration Job, for which Terraform waits",
    kubernetes: { reason: "image-pull-denied", workload: "migrate", newImages: true },
    isOfJob: true,
  },
  "wrong-port": {
    story: "the commit changes the port of the backend's image, and its workload asks another one",
    fileEdit: {
      folder: "backend",
      without: "EXPOSE",
      line: "EXPOSE 3000",
      harmless:
        "no probe asks a port of that image. A workload with a port has such a probe (port = 8080 in the map of workloads)",
    },
  },
  "runs-as-root": {
    story: "the commit takes the user out of the backend's image, which its workload forbids",
    fileEdit: {
      folder: "backend",
      without: "USER",
      line: "USER 0",
      harmless:
        "the workload of that image names a user of its own, which counts more than that of the image, or lets it be root",
    },
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
  "port-opened": {
    story:
      "somebody opens port 22 of the VPC's default security group to everybody by hand, before the run (of a kept world)",
    openedByHand: 22,
  },
  superseded: {
    story:
      "a newer commit, which edits the backend, goes live while the run waits for its environment",
    newerCommit: "backend",
  },
  "lease-held": {
    story: "another run holds the environment, and goes on when lease-timeout (here 2 s) is over",
    leaseHeld: true,
    calledWith: { "lease-timeout": "2s" },
  },
  "tag-immutable": {
    story:
      "the commit's tag names another image and may not move: a promotion stops, a build takes a longer tag",
    commitTagsTaken: true,
  },
  "image-push": {
    story: "the registry of the first account refuses every image that is pushed",
    registry: {
      match: { operation: "registry:PutManifest" },
      times: Infinity,
      respond: {
        status: 403,
        headers: { "content-type": "application/json" },
        body: '{"errors":[{"code":"DENIED","message":"User is not authorized to perform: ecr:PutImage because no identity-based policy allows the ecr:PutImage action"}]}',
      },
    },
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

/** The bad commit of a failure, in the Dockerfile of the workload that --fail-at names. */
export function fileEditOf(
  fail: string | undefined,
  failAt: string | undefined,
): FileEdit | undefined {
  const edit = FAILURES[fail ?? ""]?.fileEdit;
  return edit && { ...edit, folder: failAt ?? edit.folder };
}

export const isFailure = (name: string): boolean => Object.hasOwn(FAILURES, name);
