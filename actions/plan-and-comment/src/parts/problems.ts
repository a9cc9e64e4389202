import { parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import {
  clusterOutputProblem,
  expected,
  handOverProblems,
  sharedProblems,
} from "../../../lib/terraform/hand-over/problems.ts";
import type { NamedWorkspace, OutputNames } from "../../../lib/terraform/hand-over/problems.ts";
import type { SecretSource } from "../../../lib/terraform/variables-from-secret/input-type.ts";
import { nameProblems } from "../../../lib/terraform/variables-from-secret/problems.ts";
import { PARTS } from "../../../lib/environment/environment.ts";
import type { Part } from "../../../lib/environment/environment.ts";
import { applyRules, whenAccepted } from "../../../lib/runtime/accepted.ts";
import type { AllInputs } from "../contract.ts";
import { imageNames } from "./image-names.ts";

/** The parts of a run, with what their workspaces declare. */
export interface Chain {
  hasInfrastructure: boolean;
  hasKubernetes: boolean;
  /** Undefined = the directory is empty: the part is left out. */
  infrastructure: NamedWorkspace | undefined;
  kubernetes: NamedWorkspace | undefined;
}

type Given = Pick<
  AllInputs,
  | "parts"
  | "images"
  | "clusterName"
  | "kubeconfig"
  | "infrastructureOutputs"
  | "clusterOutput"
  | "outputVariables"
  | "imageVariables"
  | "sharedVariables"
>;

/**
 * Lists what does not fit between the parts of a run. Each sentence begins with an input of the workflow.
 * @param secrets entries of `variables-from-secret`, by part
 */
export function partsProblems(
  given: Given,
  chain: Chain,
  secrets: Readonly<Record<Part, readonly SecretSource[]>> = NO_SECRETS,
): string[] {
  const { kubernetes } = chain;
  const workspaces = [chain.infrastructure, kubernetes].filter((one) => one !== undefined);
  return applyRules([
    () => emptyProblems(given, chain),
    () => (kubernetes === undefined ? [] : kubernetesProblems(given, chain, kubernetes)),
    () => sharedProblems("variables", Object.keys(given.sharedVariables), workspaces),
    ...PARTS.map((part) => () => secretProblems(part, given, chain, secrets[part])),
  ]);
}

const NO_SECRETS = { infrastructure: [], kubernetes: [] };

/**
 * Lists the problems that show before a secret is read. Only the secret itself says which variables its JSON object
 * gives.
 */
function secretProblems(
  part: Part,
  { sharedVariables, outputVariables, imageVariables }: Given,
  chain: Chain,
  sources: readonly SecretSource[],
): string[] {
  const workspace = chain[part];
  if (workspace === undefined) return [];
  const named = sources.flatMap(({ variable, id }) =>
    variable === undefined ? [] : [{ variable, secret: id }],
  );
  const handed =
    part === "kubernetes"
      ? { "output-variables": outputVariables, "image-variables": imageVariables }
      : {};
  return nameProblems(named, { variables: sharedVariables, ...handed }, workspace).map(
    (problem) => `${part}-${problem}`,
  );
}

/**
 * Lists a problem if nothing is given. A workflow with a single part needs this part, and a workflow with several parts
 * needs at least one of them.
 */
function emptyProblems({ parts, images }: Given, chain: Chain): string[] {
  const present = [
    chain.infrastructure !== undefined,
    chain.kubernetes !== undefined,
    parts.includes("images") && images !== undefined,
  ];
  if (present.includes(true)) return [];
  const inputs = parts.map((part) => (part === "images" ? part : `${part}-directory`));
  return [
    `${inputs.join(", ")}: nothing is given, so there is nothing to do. Expected at least one of them.`,
  ];
}

function kubernetesProblems(given: Given, chain: Chain, kubernetes: NamedWorkspace): string[] {
  const outputs = whenAccepted(() => outputNames(given, chain));
  const images = whenAccepted(() => imageNames(given.images));
  return applyRules([
    () => clusterProblems(given, outputNames(given, chain)),
    () => mappedProblems(given, outputNames(given, chain)),
    () => handOverProblems(given, kubernetes, outputs, images),
    () => unusedImages(given, kubernetes),
  ]);
}

/** Returns the outputs that the Kubernetes workspace can get: from the part before it, or from an earlier job. */
function outputNames(
  { infrastructureOutputs }: Given,
  { infrastructure }: Chain,
): OutputNames | undefined {
  if (infrastructure !== undefined)
    return { of: infrastructure.name, ...infrastructure.declared.outputs };
  if (infrastructureOutputs === undefined) return undefined;
  const names = Object.keys(parseJson(infrastructureOutputs) as Record<string, Json>);
  return { of: "infrastructure-outputs", open: new Set(names), sensitive: new Set() };
}

function clusterProblems(
  { clusterName, kubeconfig, clusterOutput }: Given,
  outputs: OutputNames | undefined,
): string[] {
  if (clusterName !== undefined || kubeconfig !== undefined) return [];
  if (outputs === undefined)
    return [
      "cluster-name: nothing is given, and this run has no infrastructure that could name the cluster. Expected the name of the EKS cluster, a kubeconfig, or infrastructure-outputs of an earlier job.",
    ];
  const problem = clusterOutputProblem(clusterOutput, outputs);
  return problem === undefined ? [] : [problem];
}

/** Lists outputs that would be passed on, in a run without a part that has outputs. */
function mappedProblems({ outputVariables }: Given, outputs: OutputNames | undefined): string[] {
  const [output] = Object.values(outputVariables);
  return outputs === undefined && output !== undefined
    ? [
        `output-variables: there is no infrastructure in this run whose output "${output}" could be passed on. Expected infrastructure-directory, or infrastructure-outputs of an earlier job.`,
      ]
    : [];
}

/** Lists images that are built but that the workspace cannot get. */
function unusedImages(
  { images, imageVariables }: Given,
  { name, declared }: NamedWorkspace,
): string[] {
  if (images === undefined || Object.keys(imageVariables).length > 0) return [];
  if (declared.variables.has("images")) return [];
  return [
    `image-variables: nothing is given, but ${name} does not declare the variable images, so it would not get the images. Expected a map of variable and shape, for example {web_image: {image: web, shape: uri}}. ${expected("image", declared.variables, "variable in it")}`,
  ];
}

/** Returns whether the Kubernetes workspace needs images that this run does not give. */
export const needsImages = (
  { images, imageVariables }: Pick<Given, "images" | "imageVariables">,
  { kubernetes }: Chain,
): boolean =>
  images === undefined &&
  kubernetes !== undefined &&
  (kubernetes.declared.variables.has("images") || Object.keys(imageVariables).length > 0);
