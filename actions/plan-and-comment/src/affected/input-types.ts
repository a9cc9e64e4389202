import { clusterName } from "../../../lib/aws/input-types.ts";
import { text, words } from "../../../lib/runtime/input-types.ts";
import { directoryInput, outputValues } from "../../../lib/terraform/input-types.ts";
import { secretSources } from "../../../lib/terraform/variables-from-secret/input-type.ts";

/** What `command: changes` and `command: check` need to know of the whole chain. */
export const CHECK_INPUTS = {
  "environments-directory": {
    type: text("a folder of the repository, for example environments", "path"),
    default: "environments",
    description:
      "With `command: changes` or `check`, the folder of the environment files. All are checked; `environment-file` limits the result to one.",
  },
  "infrastructure-directory": {
    ...directoryInput(
      "With `command: changes`, `check` or `values`, the infrastructure workspace; empty = none. Its outputs are what `values` does not know yet.",
    ),
    default: "$/terraform/infrastructure",
    mayBeEmpty: true,
  },
  "kubernetes-directory": {
    ...directoryInput(
      "With `command: changes` or `check`, the Kubernetes workspace; empty = none.",
    ),
    default: "$/terraform/kubernetes",
    mayBeEmpty: true,
  },
  parts: {
    type: words("infrastructure", "images", "kubernetes"),
    description:
      "With `command: check`, the parts of the chain that the run works on, such as `infrastructure images kubernetes`. They have to go together by what their workspaces declare; empty = that is not checked.",
  },
  images: {
    type: text("images to build, or those of an earlier job"),
    description:
      "The images of the run: the YAML list to build, or the output `images` of build-push-ecr. Empty = those of the live release. A plan with `images-from` has a placeholder for each that the live release does not have yet.",
  },
  "infrastructure-variables-from-secret": {
    type: secretSources,
    description:
      "With `command: check`, the secrets that are given to the infrastructure as `variables-from-secret`; empty = those of the environment file. Nothing is read, only the names of variables are checked.",
  },
  "kubernetes-variables-from-secret": {
    type: secretSources,
    description: "The same of the Kubernetes workspace.",
  },
  "cluster-name": {
    type: clusterName,
    description: "With `command: check`, the cluster that is given to kube-deploy by name.",
  },
  kubeconfig: {
    type: text("the path of a kubeconfig file, for example kubeconfig.yml", "path"),
    description: "With `command: check`, the kubeconfig that is given to kube-deploy.",
  },
  "infrastructure-outputs": {
    type: outputValues,
    description:
      "With `command: check` or `values`, the outputs of an infrastructure that an earlier job applied: its output `outputs-json`.",
  },
} as const;
