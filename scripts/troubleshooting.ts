import { SECRET_FAILURES, SESSION_FAILURES } from "../actions/lib/aws/failure-reasons.ts";
import {
  GATE_FAILURES,
  LEASE_FAILURES,
  RELEASE_FAILURES,
} from "../actions/lib/releases/failure-reasons.ts";
import { COMMON_FAILURES } from "../actions/lib/runtime/failure-reasons.ts";
import {
  CHANGE_FAILURES,
  REVIEW_FAILURES,
  TOOL_FAILURES,
} from "../actions/lib/terraform/failure-reasons.ts";
import { IMAGE_FAILURES } from "../actions/build-push-ecr/src/failure-reasons.ts";
import { POD_FAILURES } from "../actions/kube-deploy/src/diagnosis/failure-reasons.ts";
import {
  RESOLVE_FAILURES,
  ROLLBACK_FAILURES,
  ROLLOUT_FAILURES,
  VERIFICATION_FAILURES,
} from "../actions/kube-deploy/src/failure-reasons.ts";
import {
  ENVIRONMENT_FAILURES,
  POLICY_FAILURES,
} from "../actions/plan-and-comment/src/failure-reasons.ts";
import { BACKEND_FAILURES } from "../actions/setup-terraform-backend/src/failure-reasons.ts";
import { failureList, wrap } from "./lists.ts";
import type { Failures } from "./lists.ts";

/** Failure reasons of one topic, and where the reader should look first. */
interface Topic {
  heading: string;
  where: string;
  failures: Failures;
}

/** All topics, in the order in which a deployment can meet them. */
export const TOPICS: readonly Topic[] = [
  {
    heading: "Any step",
    where:
      "The annotation has all details. The log of the step has the output of the programs that it ran.",
    failures: COMMON_FAILURES,
  },
  {
    heading: "Environments, and values before anything runs",
    where:
      "Each problem is an annotation at its line in `environments/<name>.yml`, or names the variable.",
    failures: ENVIRONMENT_FAILURES,
  },
  {
    heading: "AWS credentials",
    where:
      "The message shows the claims of the job's token, and the statement of the trust policy that has to match them. [The roles](../.github/workflows/deploy.md#the-roles) describes trust policies and permissions.",
    failures: SESSION_FAILURES,
  },
  {
    heading: "Secrets of AWS Secrets Manager",
    where:
      "[Values and secrets](values-and-secrets.md#what-the-role-needs) lists the permissions that the role needs.",
    failures: SECRET_FAILURES,
  },
  {
    heading: "The tool, the state bucket and init",
    where:
      "The summary of the step lists the settings of the bucket, and the log has the output of `init` in a group. [setup-terraform-backend](../actions/setup-terraform-backend/README.md#the-bucket) describes both.",
    failures: { ...TOOL_FAILURES, ...BACKEND_FAILURES },
  },
  {
    heading: "The lease of an environment, and what may become live",
    where:
      "See [the lease](../actions/setup-terraform-backend/README.md#one-job-at-a-time-the-lease) and [the gate](releases.md#what-may-become-live-the-gate). The history is in the bucket, below `<environment>/history/`.",
    failures: { ...LEASE_FAILURES, ...GATE_FAILURES },
  },
  {
    heading: "Plan and apply",
    where:
      "Terraform's errors are annotations at the lines of the configuration. The comment on the pull request and the summary say what was applied before the error.",
    failures: CHANGE_FAILURES,
  },
  {
    heading: "Policies and reviews",
    where:
      "The summary shows the policy's output, or the addresses and attributes that differ. [Reviews](reviews.md) explains how the reviewed plan is found.",
    failures: { ...POLICY_FAILURES, ...REVIEW_FAILURES },
  },
  {
    heading: "Images",
    where:
      "The log of the step has the build output in one group for each image. The message names the instruction and the line of the Dockerfile.",
    failures: IMAGE_FAILURES,
  },
  {
    heading: "The cluster and the rollout",
    where:
      "The summary has a table of the workloads, the cause, and the last lines of the container's log. The file at `diagnosis-path` has the same.",
    failures: ROLLOUT_FAILURES,
  },
  {
    heading: "Pods",
    where:
      "The summary names the workload, the pod, the container and the image, and quotes the events and the last lines of the log.",
    failures: POD_FAILURES,
  },
  {
    heading: "After everything was ready",
    where: "See [Soak and smoke tests](releases.md#soak-and-smoke-tests).",
    failures: VERIFICATION_FAILURES,
  },
  {
    heading: "Releases, rollbacks and promotions",
    where:
      "The message lists the releases that you can choose. [Releases](releases.md) and [promotions](promotions.md) explain the rules.",
    failures: { ...RELEASE_FAILURES, ...ROLLBACK_FAILURES, ...RESOLVE_FAILURES },
  },
];

/** Returns the topics as sections with lists of their reasons, for docs/troubleshooting.md. */
export function troubleshootingSections(topics: readonly Topic[] = TOPICS): string {
  const sections = topics.map(({ heading, where, failures }) =>
    [`### ${heading}`, wrap(where), failureList(failures)].join("\n\n"),
  );
  return sections.join("\n\n");
}
