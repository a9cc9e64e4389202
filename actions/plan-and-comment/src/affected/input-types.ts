import { clusterName } from "../../../lib/aws/input-types.ts";
import { text, words } from "../../../lib/runtime/input-types.ts";
import { directoryInput, outputValues } from "../../../lib/terraform/input-types.ts";
import { secretSources } from "../../../lib/terraform/variables-from-secret/input-type.ts";

/** Inputs that tell `command: changes` and `command: check` about the whole chain. */
export const CHECK_INPUTS = {
  "environments-directory": {
    type: text("a folder of the repository, for example environments", "path"),
    default: "environments",
    description:
      "With `command: changes` or `check`: folder of the environment files. All of them are checked; `environment-file` limits the result to one.",
  },
  "infrastructure-directory": {
    ...directoryInput(
      "With `command: changes`, `check` or `values`: folder of the infrastructure workspace. If empty: there is none. `values` treats its outputs as not known yet.",
    ),
    default: "$/terraform/infrastructure",
    mayBeEmpty: true,
  },
  "kubernetes-directory": {
    ...directoryInput(
      "With `command: changes` or `check`: folder of the Kubernetes workspace. If empty: there is none.",
    ),
    default: "$/terraform/kubernetes",
    mayBeEmpty: true,
  },
  parts: {
    type: words("infrastructure", "images", "kubernetes"),
    description:
      "With `command: check`: the parts of the pipeline that the run works on, such as `infrastructure images kubernetes`. What their workspaces declare must fit together. If empty, this is not checked.",
  },
  images: {
    type: text("images to build, or those of an earlier job"),
    description:
      "Images of the run: the YAML list of images to build, or the output `images` of build-push-ecr. If empty: the images of the live release. With `images-from`, an image that the live release does not have yet is planned with a placeholder.",
  },
  "infrastructure-variables-from-secret": {
    type: secretSources,
    description:
      "With `command: check`: the secrets that the infrastructure gets as `variables-from-secret`. If empty: those of the environment file. Secrets are not read; only the names of variables are checked.",
  },
  "kubernetes-variables-from-secret": {
    type: secretSources,
    description: "The same for the Kubernetes workspace.",
  },
  "cluster-name": {
    type: clusterName,
    description: "With `command: check`: the name of the cluster that kube-deploy gets.",
  },
  kubeconfig: {
    type: text("the path of a kubeconfig file, for example kubeconfig.yml", "path"),
    description: "With `command: check`: the kubeconfig that kube-deploy gets.",
  },
  "infrastructure-outputs": {
    type: outputValues,
    description:
      "With `command: check` or `values`: the outputs of an infrastructure that an earlier job applied, from its output `outputs-json`.",
  },
} as const;
