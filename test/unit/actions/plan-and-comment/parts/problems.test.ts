import { describe, expect, test } from "@jest/globals";
import {
  needsImages,
  partsProblems,
} from "../../../../../actions/plan-and-comment/src/parts/problems.ts";
import { secretSources } from "../../../../../actions/lib/terraform/variables-from-secret/input-type.ts";

type Given = Parameters<typeof partsProblems>[0];
type Chain = Parameters<typeof partsProblems>[1];

const workspace = (name: string, variables: string[], outputs: string[] = []) => ({
  name,
  declared: {
    variables: new Set(variables),
    secretVariables: new Set<string>(),
    outputs: { open: new Set(outputs), sensitive: new Set<string>() },
  },
});
const INFRA = workspace("terraform/infra", ["region"], ["cluster_name", "vpc_id"]);
const APP = workspace("terraform/app", ["images", "cluster_name"]);
const ALL: Chain = {
  hasInfrastructure: true,
  hasKubernetes: true,
  infrastructure: INFRA,
  kubernetes: APP,
};
const GIVEN: Given = {
  parts: ["infrastructure", "images", "kubernetes"],
  images: "- { name: web, repository: web }",
  clusterName: undefined,
  kubeconfig: undefined,
  infrastructureOutputs: undefined,
  clusterOutput: "cluster_name",
  outputVariables: {},
  imageVariables: {},
  sharedVariables: {},
};

test("all parts fit together, and so does a part alone with the inputs that replace the others", () => {
  expect(partsProblems(GIVEN, ALL)).toStrictEqual([]);
  const kubernetes = { ...ALL, hasInfrastructure: false, infrastructure: undefined };
  for (const one of [
    { clusterName: "fleet-dev" },
    { kubeconfig: "kubeconfig.yml" },
    { infrastructureOutputs: '{"cluster_name": "fleet-dev"}' },
  ])
    expect(partsProblems({ ...GIVEN, ...one }, kubernetes)).toStrictEqual([]);
});

describe("names what is missing or does not fit:", () => {
  test.each<[string, Partial<Given>, Partial<Chain>, string]>([
    [
      "all parts are left out",
      { images: undefined },
      { infrastructure: undefined, kubernetes: undefined },
      "infrastructure-directory, images, kubernetes-directory: nothing is given, so there is nothing to do. Expected at least one of them.",
    ],
    [
      "the only part of a workflow is left out",
      { parts: ["infrastructure"], images: undefined },
      { infrastructure: undefined, kubernetes: undefined },
      "infrastructure-directory: nothing is given, so there is nothing to do. Expected at least one of them.",
    ],
    [
      "the infrastructure is left out, and no input names the cluster",
      {},
      { infrastructure: undefined },
      "cluster-name: nothing is given, and this run has no infrastructure that could name the cluster. Expected the name of the EKS cluster, a kubeconfig, or infrastructure-outputs of an earlier job.",
    ],
    [
      "the output of the cluster has another name",
      {},
      { infrastructure: workspace("terraform/infra", [], ["kubernetes_cluster_name"]) },
      'cluster-output: terraform/infra has no output "cluster_name", so the cluster would not be known after it is applied. Expected one of kubernetes_cluster_name. Or give cluster-name.',
    ],
    [
      "the infrastructure is left out, but its outputs are passed on",
      { clusterName: "fleet-dev", outputVariables: { cluster_name: "eks" } },
      { infrastructure: undefined },
      'output-variables: there is no infrastructure in this run whose output "eks" could be passed on. Expected infrastructure-directory, or infrastructure-outputs of an earlier job.',
    ],
    [
      "the variable for the images is not declared",
      {},
      { kubernetes: workspace("terraform/app", ["web_image"]) },
      "image-variables: nothing is given, but terraform/app does not declare the variable images, so it would not get the images. Expected a map of variable and shape, for example {web_image: {image: web, shape: uri}}. Expected one of web_image.",
    ],
    [
      "a mapping names an image that does not exist",
      { imageVariables: { images: { image: "wep", shape: "uri" } } },
      {},
      'image-variables: there is no image "wep". Did you mean web?',
    ],
    [
      "no workspace declares a variable",
      { sharedVariables: { regoin: "eu-west-1" } },
      {},
      'variables: "regoin" is not a variable of terraform/infra or terraform/app. Did you mean region?',
    ],
  ])("%s", (_, given, chain, sentence) => {
    expect(partsProblems({ ...GIVEN, ...given }, { ...ALL, ...chain })).toStrictEqual([sentence]);
  });
});

test.each<[string, Partial<Given>, Partial<Chain>, boolean]>([
  ["images are given", {}, {}, false],
  ["no images are given", { images: undefined }, {}, true],
  ["the workspace has no variable for them", { images: undefined }, { kubernetes: INFRA }, false],
  [
    "a mapping names images",
    { images: undefined, imageVariables: { region: { image: undefined, shape: "uri" } } },
    { kubernetes: INFRA },
    true,
  ],
  ["Kubernetes is left out", { images: undefined }, { kubernetes: undefined }, false],
])("whether images are missing when %s", (_, given, chain, missing) => {
  expect(needsImages({ ...GIVEN, ...given }, { ...ALL, ...chain })).toBe(missing);
});

test("a variable from a secret must be declared and given only once; no secret is read to check this", () => {
  const sources = (entries: string) => secretSources.parse(entries);
  const chain = { ...ALL, kubernetes: workspace("terraform/app", ["images", "token"]) };
  const given = { ...GIVEN, sharedVariables: { region: "eu-west-1" } };
  const problems = (infrastructure: string, kubernetes: string, of: Chain = chain) =>
    partsProblems(given, of, {
      infrastructure: sources(infrastructure),
      kubernetes: sources(kubernetes),
    });
  expect(problems("fleet/dev", "token=fleet/dev:token\nfleet/other")).toStrictEqual([]);
  expect(problems("region=fleet/dev", "tokn=fleet/dev")).toStrictEqual([
    'infrastructure-variables-from-secret: "region" of the secret "fleet/dev" is also given by variables. Expected only one of them.',
    'kubernetes-variables-from-secret: "tokn" of the secret "fleet/dev" is not a variable of terraform/app. Did you mean token?',
  ]);
  expect(problems("", "tokn=fleet/dev", { ...chain, kubernetes: undefined })).toStrictEqual([]);
});
