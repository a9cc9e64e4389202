import type { Failure } from "../world/failure.ts";
import type { FileEdit } from "../world/file-edit.ts";

/**
 * The failures that `--fail` can cause, by name: the description for people, and the place where the failure is
 * injected.
 */
export const FAILURES: Readonly<Record<string, Failure & { story: string }>> = {
  "image-not-found": {
    story: "the kubelet does not find the backend's new image in the registry",
    kubernetes: { reason: "image-not-found", workload: "backend", newImages: true },
  },
  crash: {
    story: "the backend's new image exits with an error soon after it starts",
    kubernetes: { reason: "crash", workload: "backend", newImages: true },
  },
  "out-of-memory": {
    story: "the kernel kills the backend's new image at its memory limit",
    kubernetes: { reason: "oom", workload: "backend", newImages: true },
  },
  "migration-image": {
    story:
      "the registry does not let the nodes pull the image of the migration Job, for which Terraform waits",
    kubernetes: { reason: "image-pull-denied", workload: "migrate", newImages: true },
    isOfJob: true,
  },
  "wrong-port": {
    story:
      "the commit changes the port of the backend's image, but the probe of its workload asks the old port",
    fileEdit: {
      folder: "backend",
      without: "EXPOSE",
      line: "EXPOSE 3000",
      harmless:
        "no probe asks a port of that image. Give its workload a port to add such a probe (port = 8080 in the map of workloads)",
    },
  },
  "runs-as-root": {
    story: "the commit removes the user from the backend's image, and its workload forbids root",
    fileEdit: {
      folder: "backend",
      without: "USER",
      line: "USER 0",
      harmless:
        "the workload of that image sets its own user, which overrides the user of the image, or it allows root",
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
      "somebody scales the backend by hand after the plan of the pull request and before its merge (with --from-pr)",
    scaledByHand: { deployment: "backend", replicas: 5 },
  },
  "port-opened": {
    story:
      "before the run, somebody opens port 22 of the VPC's default security group to everybody by hand (needs a kept world)",
    openedByHand: 22,
  },
  superseded: {
    story:
      "while the run waits for its environment, a newer commit, which edits the backend, goes live",
    newerCommit: "backend",
  },
  "lease-held": {
    story:
      "another run holds the environment, and still holds it when lease-timeout (here 2 s) is over",
    leaseHeld: true,
    calledWith: { "lease-timeout": "2s" },
  },
  "tag-immutable": {
    story:
      "the tag of the commit already names another image and may not move: a promotion stops, a build uses a longer tag",
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
    story: "S3 denies the write of the infrastructure's state once, after the apply",
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

/** Returns the bad commit of a failure: an edit of the Dockerfile of the workload that --fail-at names. */
export function fileEditOf(
  fail: string | undefined,
  failAt: string | undefined,
): FileEdit | undefined {
  const edit = FAILURES[fail ?? ""]?.fileEdit;
  return edit && { ...edit, folder: failAt ?? edit.folder };
}

export const isFailure = (name: string): boolean => Object.hasOwn(FAILURES, name);
