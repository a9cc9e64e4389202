import { awsInputs, clusterName } from "../../lib/aws/input-types.ts";
import { ENVIRONMENT_INPUTS } from "../../lib/environment/input-types.ts";
import { READING_TOKEN } from "../../lib/github/input-types.ts";
import { GATE_FAILURES, RELEASE_FAILURES } from "../../lib/releases/failure-reasons.ts";
import type { Contract, InputsOf, OutputsOf } from "../../lib/runtime/contract.ts";
import { boolean, oneOf, text, wholeNumber } from "../../lib/runtime/input-types.ts";
import {
  outputValues,
  toolPath,
  variableInputs,
  workspaceInputs,
} from "../../lib/terraform/input-types.ts";
import { comparedPlanOutputs, reviewInputs } from "../../lib/terraform/plan-digest/interface.ts";
import { WORKSPACE_FAILURES } from "../../lib/terraform/workspace-failures.ts";
import { HAND_OVER_INPUTS } from "../../lib/terraform/hand-over/input-types.ts";
import { POD_FAILURES } from "./diagnosis/failure-reasons.ts";
import {
  RESOLVE_FAILURES,
  ROLLBACK_FAILURES,
  ROLLOUT_FAILURES,
  VERIFICATION_FAILURES,
} from "./failure-reasons.ts";
import { images } from "./images.ts";
import { RECORD_INPUTS, names } from "./record/input-types.ts";
import { RESOLVE_OUTPUTS } from "./resolve/outputs.ts";
import { ROLLOUT_INPUTS } from "./rollout/input-types.ts";
import { wantedWorkloads } from "./workloads/input.ts";

export type AllInputs = InputsOf<typeof contract>;
/** Inputs of a command that works on a workspace. */
export type Inputs = AllInputs & { workingDirectory: string };
export type Outputs = OutputsOf<typeof contract>;

const WORKSPACE = workspaceInputs({
  directory:
    "Folder of the Kubernetes workspace, relative to the repository. setup-terraform-backend must have initialised it.",
  workspace: "Terraform workspace to use. If empty: the selected one.",
});

export const contract = {
  name: "kube-deploy",
  inputs: {
    command: {
      type: oneOf("deploy", "verify", "plan", "check", "resolve", "rollback"),
      default: "deploy",
      description:
        "`deploy` applies the workspace and watches the rollout. `verify` only watches the workloads of the state or of `workloads`. `plan` shows what `deploy` would change, and changes nothing. `check` only reads the inputs as `deploy` does, or as `rollback` does if `release` is given without `promoted-from`, so that an earlier job refuses wrong ones. `resolve` finds the release to promote. `rollback` goes back to a recorded release.",
    },
    ...WORKSPACE,
    "working-directory": {
      type: WORKSPACE["working-directory"].type,
      description: `${WORKSPACE["working-directory"].description} Needed unless \`command\` is \`check\` or \`resolve\`, or \`verify\` with \`workloads\`.`,
    },
    "tool-path": {
      type: toolPath,
      description:
        "Path of terraform or tofu, such as the output of setup-terraform-backend. If empty: the one on PATH.",
    },
    ...ENVIRONMENT_INPUTS,
    role: {
      ...ENVIRONMENT_INPUTS.role,
      description: `${ENVIRONMENT_INPUTS.role.description} resolve: the role in the environment to promote to; only \`deploy\` can record a refusal in its history.`,
    },
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
        "Name of the EKS cluster. The workspace also gets it as the variable `cluster_name`. If empty: the output in `infrastructure-outputs` that `cluster-output` names. Needed unless `kubeconfig` is given.",
    },
    "infrastructure-outputs": {
      type: outputValues,
      description:
        "JSON object of the infrastructure's outputs: the output `outputs-json` of plan-and-comment. Variables that the workspace declares under the same names get these values. They are kept in the release record.",
    },
    images: {
      type: images,
      description:
        "JSON object of image name to `{repository, digest}`: the output `images` of build-push-ecr. The workspace gets it as the variable `images`. If empty: no images.",
    },
    "images-from": {
      type: oneOf("live"),
      description:
        "deploy: `live` takes the images of the release that is live in `environment` if `images` is empty.",
    },
    ...HAND_OVER_INPUTS,
    workloads: {
      type: wantedWorkloads,
      description:
        "YAML list of workloads to watch. They are watched in addition to those of the state; with `command: verify` and no `working-directory`, only they are watched. Each entry has a `namespace` and one of `workload` (kind/name), `selector` (labels) or `helm-release`. A `workload` of a kind that is not built into Kubernetes is judged by its conditions, or by `for` as in `kubectl wait`: `condition=Ready`, `jsonpath={.status.phase}=Running`, or a list of them. Kinds without conditions, such as ConfigMap, need a path. Deployments, StatefulSets, DaemonSets and Jobs accept no `for`.",
    },
    ...variableInputs({ variables: "YAML map of more Terraform variables." }),
    ...reviewInputs("deploy"),
    ...RECORD_INPUTS,
    "changed-outputs": {
      type: names,
      description:
        "plan: JSON list of the outputs that the plan of the infrastructure changes: the output `changed-outputs` of plan-and-comment. If the workspace reads one of them, its plan is provisional.",
    },
    "infrastructure-changed": {
      type: boolean,
      default: "false",
      description:
        "deploy: `true` if the infrastructure was changed earlier in this job. A plan that is not the approved one then ends with status `partial`.",
    },
    to: {
      type: text("a file of the repository, for example environments/production.yml", "path"),
      description:
        "resolve: environment file of the environment to promote to. `environment-file` is the one to promote from.",
    },
    ...ROLLOUT_INPUTS,
    kubeconfig: {
      type: text("the path of a kubeconfig file, for example kubeconfig.yml", "path"),
      description:
        "Kubeconfig file to use instead of EKS, relative to the repository. Its current context must have a token, a token file, a client certificate or an exec plugin.",
    },
    "log-lines": {
      type: wholeNumber(0, 1000),
      default: "25",
      description: "How many of the last log lines of a failing container to show. 0 shows none.",
    },
    ...awsInputs({
      role: "IAM role to assume with the job's OIDC token. If empty: the AWS credentials of the job.",
      region: "AWS region of the cluster. Needed unless `kubeconfig` is given without `role-arn`.",
      account:
        "AWS account that the credentials must belong to, twelve digits. The action checks it before it changes anything.",
    }),
    "github-token": {
      ...READING_TOKEN,
      description:
        "Token to find out whose pull request a run is about, if the event does not say so (`issue_comment`), and to write the result of the deployment into the comment of the plan (needs `pull-requests: write`). If empty, such a run counts as a run of a fork, and no comment is written.",
    },
  },
  outputs: {
    status: {
      type: [
        "healthy",
        "partial",
        "unverified",
        "failed",
        "rolled-back",
        "planned",
        "no-cluster",
        "eligible",
        "waiting",
        "none",
      ],
      description:
        "`healthy`; `partial` or `unverified` if everything is ready, but only some or none of the given images were seen running; `failed`; `rolled-back` if the rollout failed and the last verified release runs again. `partial` also means that the infrastructure was changed and the Kubernetes plan is no longer the approved one. With `command: plan`: `planned`, or `no-cluster` if there is no cluster yet. With `command: resolve`: `eligible`; `waiting` if releases only have to be live for longer; `none`. Empty if the action ended before anything was watched.",
      when: "`command` is not `check`",
    },
    url: {
      type: "string",
      description:
        "Address of the workspace's Ingress: its host, or else the host of its load balancer.",
      when: "an Ingress has an address",
    },
    release: {
      type: "JSON",
      description:
        "JSON object of what was verified: id, environment, cluster, commit, run, status, images that were seen running, unverified ones, workloads with what their containers run, smokeTests, soak, url, verifiedAt.",
      when: "workloads were watched and none failed",
    },
    "release-id": {
      type: "string",
      description:
        "Id of the release. If the release is recorded, this is its id in the release store.",
      when: "no workload failed, or a release may be promoted",
    },
    "rolled-back-to": {
      type: "string",
      description:
        "Id of the release that runs again. After a failed rollout, it is set in addition to the failure.",
      when: "a rollback by `command: rollback` or `rollback: last-good` succeeded",
    },
    "failed-workloads": {
      type: "JSON",
      description:
        "JSON list of kind, namespace, name, reason, message and, if known, pod, container and image. `[]` if healthy.",
      when: "workloads were watched",
    },
    "diagnosis-path": {
      type: "path",
      description: "Folder with diagnosis.json and diagnosis.txt.",
      when: "a workload failed",
    },
    "has-changes": {
      type: "boolean",
      description: "true if applying the plan would change resources or outputs.",
      when: "`command` is `plan` and there is a cluster",
    },
    ...RESOLVE_OUTPUTS,
    provisional: {
      type: "boolean",
      description:
        "true if the workspace reads an output that the plan of the infrastructure changes. The plan is made again after the infrastructure was applied.",
      when: "`command` is `plan` and there is a cluster",
    },
    ...comparedPlanOutputs("deploy"),
  },
  failures: {
    ...WORKSPACE_FAILURES,
    ...RELEASE_FAILURES,
    ...GATE_FAILURES,
    ...ROLLOUT_FAILURES,
    ...POD_FAILURES,
    ...VERIFICATION_FAILURES,
    ...ROLLBACK_FAILURES,
    ...RESOLVE_FAILURES,
  },
} as const satisfies Contract;
