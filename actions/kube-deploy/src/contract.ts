import { SESSION_FAILURES } from "../../lib/aws/failure-reasons.ts";
import { awsInputs, clusterName } from "../../lib/aws/input-types.ts";
import { ENVIRONMENT_INPUTS } from "../../lib/environment/input-types.ts";
import { READING_TOKEN } from "../../lib/github/input-types.ts";
import { LEASE_FAILURES, RELEASE_FAILURES } from "../../lib/releases/failure-reasons.ts";
import type { Contract, InputsOf, OutputsOf } from "../../lib/runtime/contract.ts";
import { COMMON_FAILURES } from "../../lib/runtime/failure-reasons.ts";
import { duration, matching, oneOf, text, wholeNumber } from "../../lib/runtime/input-types.ts";
import {
  CHANGE_FAILURES,
  REVIEW_FAILURES,
  TOOL_FAILURES,
} from "../../lib/terraform/failure-reasons.ts";
import { toolPath, variableInputs, workspaceInputs } from "../../lib/terraform/input-types.ts";
import {
  IDENTITY_OUTPUTS,
  reviewInputs,
  reviewOutputs,
} from "../../lib/terraform/plan-digest/interface.ts";
import { RESOLVE_FAILURES, ROLLOUT_FAILURES } from "./failure-reasons.ts";
import { images } from "./images.ts";

export type AllInputs = InputsOf<typeof contract>;
/** Of a command that works on a workspace. */
export type Inputs = AllInputs & { workingDirectory: string };
export type Outputs = OutputsOf<typeof contract>;

const WORKSPACE = workspaceInputs({
  directory:
    "Folder of the Kubernetes workspace, relative to the repository; initialised by setup-terraform-backend.",
  workspace: "Name of the Terraform workspace. Empty is the selected one.",
});

export const contract = {
  name: "kube-deploy",
  inputs: {
    command: {
      type: oneOf("deploy", "verify", "plan", "resolve"),
      default: "deploy",
      description:
        "`deploy` applies the workspace and watches; `verify` only watches what its state says is there; `plan` shows what `deploy` would change, and changes nothing; `resolve` finds the release to promote.",
    },
    ...WORKSPACE,
    "working-directory": {
      type: WORKSPACE["working-directory"].type,
      description: `${WORKSPACE["working-directory"].description} Needed unless command is resolve.`,
    },
    "tool-path": {
      type: toolPath,
      description:
        "Path of terraform or tofu, such as the output of setup-terraform-backend. Empty finds it on PATH.",
    },
    ...ENVIRONMENT_INPUTS,
    part: {
      ...ENVIRONMENT_INPUTS.part,
      default: "kubernetes",
      description: "Which workspace of the environment this is.",
    },
    environment: {
      type: text("the name of an environment, for example dev"),
      required: true,
      environmentFile: "name",
      description: "Name of the environment, for the summary and the release record.",
    },
    "cluster-name": {
      type: clusterName,
      description:
        "Name of the EKS cluster. It is also handed to the workspace as variable `cluster_name`. Needed unless `kubeconfig` is given.",
    },
    images: {
      type: images,
      description:
        "JSON object of image name to `{repository, digest}`, the output `images` of build-push-ecr. It becomes the variable `images`; empty gives none.",
    },
    ...variableInputs({ variables: "YAML map of further Terraform variables." }),
    ...reviewInputs("deploy"),
    release: {
      type: matching(
        /^\d{8}T\d{6}Z-[0-9a-f]{12}$/,
        "the id of a release, for example 20261128T190000Z-0123456789ab",
        "release id",
      ),
      description:
        "Release that is promoted, part of what `plan-digest` is bound to. resolve: empty = the newest that may be promoted.",
    },
    to: {
      type: text("a file of the repository, for example environments/production.yml", "path"),
      description:
        "resolve: environment file of the environment that is promoted to; `environment-file` is the one that is promoted from.",
    },
    "override-reason": {
      type: text("a sentence that says why"),
      description:
        "resolve: why a release is promoted although a soak, a hold, a freeze, its age or its verification stands in its way.",
    },
    timeout: {
      type: duration,
      default: "10m",
      description: "How long the rollout may take, such as 90s, 10m or 1h.",
    },
    "no-activity-timeout": {
      type: duration,
      default: "6m",
      description: "How long a rollout may go on without any pod getting further.",
    },
    kubeconfig: {
      type: text("the path of a kubeconfig file, for example kubeconfig.yml", "path"),
      description:
        "A kubeconfig file to use instead of EKS, relative to the repository. Its current context has to have a token, a token file, a client certificate or an exec plugin.",
    },
    "log-lines": {
      type: wholeNumber(0, 1000),
      default: "25",
      description: "How many last log lines of a failing container are shown. 0 shows none.",
    },
    ...awsInputs({
      role: "IAM role to assume with the job's OIDC token. Empty uses the AWS credentials of the job.",
      region: "AWS region of the cluster. Needed unless `kubeconfig` is given without `role-arn`.",
      account:
        "Twelve digits. The action stops before it changes anything when the credentials are for another account.",
    }),
    "github-token": READING_TOKEN,
  },
  outputs: {
    status: {
      type: [
        "healthy",
        "partial",
        "unverified",
        "failed",
        "planned",
        "no-cluster",
        "eligible",
        "waiting",
        "none",
      ],
      description:
        "`healthy`; `partial` or `unverified` when everything is ready, but some or none of the given images were seen running; `failed`. Of a plan: `planned`; `no-cluster` when there is no cluster yet. Of resolve: `eligible`; `waiting` when releases only have to be live some time longer; `none`. Empty when the action ended before anything was watched.",
    },
    url: {
      type: "string",
      description: "Address of the workspace's Ingress: its host, else its load balancer's.",
      when: "an Ingress has an address",
    },
    release: {
      type: "JSON",
      description:
        "JSON object of what was verified: id, environment, cluster, commit, run, status, images that were seen running, unverified ones, workloads with what their containers run, url, verifiedAt.",
      when: "workloads were watched and none failed",
    },
    "release-id": {
      type: "string",
      description: "Id of the release.",
      when: "there is a release",
    },
    "failed-workloads": {
      type: "JSON",
      description:
        "JSON list of kind, namespace, name, reason, message and, where known, pod, container and image. `[]` when healthy.",
      when: "workloads were watched",
    },
    "diagnosis-path": {
      type: "path",
      description: "Folder with diagnosis.json and diagnosis.txt.",
      when: "a workload failed",
    },
    "has-changes": {
      type: "boolean",
      description: "true when applying the plan would change resources or outputs.",
      when: "the command is plan and there is a cluster",
    },
    commit: {
      type: "string",
      description: "Commit of the release to promote.",
      when: "the command is resolve and the status is eligible",
    },
    images: {
      type: "JSON",
      description: "JSON object of the release's images, image name to `{repository, digest}`.",
      when: "the command is resolve and the status is eligible",
    },
    "infrastructure-directory": {
      type: "path",
      description:
        "Folder of the infrastructure workspace with the release's files, for the input `working-directory` of the other steps of this job.",
      when: "the release has an infrastructure workspace",
    },
    "kubernetes-directory": {
      type: "path",
      description: "The same for the Kubernetes workspace.",
      when: "the release has a Kubernetes workspace",
    },
    ...IDENTITY_OUTPUTS,
    ...reviewOutputs("deploy"),
  },
  failures: {
    ...COMMON_FAILURES,
    ...TOOL_FAILURES,
    ...SESSION_FAILURES,
    ...CHANGE_FAILURES,
    ...LEASE_FAILURES,
    ...REVIEW_FAILURES,
    ...ROLLOUT_FAILURES,
    ...RELEASE_FAILURES,
    ...RESOLVE_FAILURES,
  },
} as const satisfies Contract;
