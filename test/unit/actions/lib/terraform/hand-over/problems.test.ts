import { describe, expect, test } from "@jest/globals";
import {
  clusterOutputProblem,
  handOverProblems,
  sharedProblems,
} from "../../../../../../actions/lib/terraform/hand-over/problems.ts";

const declared = (variables: string[], open: string[] = [], sensitive: string[] = []) => ({
  variables: new Set(variables),
  secretVariables: new Set<string>(),
  outputs: { open: new Set(open), sensitive: new Set(sensitive) },
});
const APP = { name: "terraform/app", declared: declared(["network_id", "web_image", "replicas"]) };
const OUTPUTS = {
  of: "terraform/infra",
  open: new Set(["vpc_id", "kubernetes_cluster_name"]),
  sensitive: new Set(["db_password"]),
};
const NOTHING = { outputVariables: {}, imageVariables: {} };
const uri = (image?: string) => ({ image, shape: "uri" as const });

describe("handed-over outputs and images", () => {
  test("have no problem if both sides have the names", () => {
    const given = {
      outputVariables: { network_id: "vpc_id" },
      imageVariables: { web_image: uri("web") },
    };
    expect(handOverProblems(given, APP, OUTPUTS, ["web"])).toStrictEqual([]);
    expect(handOverProblems(NOTHING, APP, undefined, undefined)).toStrictEqual([]);
  });

  test.each([
    [
      "have a problem with an undeclared variable that has a similar name",
      { outputVariables: { network_ip: "vpc_id" } },
      'output-variables: "network_ip" is not a variable of terraform/app. Did you mean network_id?',
    ],
    [
      "have a problem with an undeclared variable without a similar name",
      { imageVariables: { x: uri("web") } },
      'image-variables: "x" is not a variable of terraform/app. Expected one of network_id, replicas, web_image.',
    ],
    [
      "have a problem with a missing output",
      { outputVariables: { network_id: "vpc" } },
      'output-variables: "vpc" is not an output of terraform/infra. Expected one of kubernetes_cluster_name, vpc_id.',
    ],
    [
      "have a problem with a sensitive output",
      { outputVariables: { network_id: "db_password" } },
      'output-variables: the output "db_password" of terraform/infra is sensitive, so its value is not passed on. Expected an output that is not sensitive; give the value through the secret TERRAFORM_VARIABLES.',
    ],
    [
      "have a problem with a missing image",
      { imageVariables: { web_image: uri("wep") } },
      'image-variables: there is no image "wep". Did you mean web?',
    ],
    [
      "have a problem with a variable that is given twice",
      { outputVariables: { web_image: "vpc_id" }, imageVariables: { web_image: uri() } },
      'image-variables: "web_image" is also given by output-variables. Expected only one of them.',
    ],
  ])("%s", (_, given, sentence) => {
    expect(handOverProblems({ ...NOTHING, ...given }, APP, OUTPUTS, ["web"])).toStrictEqual([
      sentence,
    ]);
  });
});

describe("problems of the output that names the cluster", () => {
  test.each([
    ["vpc_id", undefined],
    [
      "cluster_name",
      'cluster-output: terraform/infra has no output "cluster_name", so the cluster would not be known after it is applied. Expected one of kubernetes_cluster_name, vpc_id. Or give cluster-name.',
    ],
    [
      "db_password",
      'cluster-output: the output "db_password" of terraform/infra is sensitive. Expected an output that is not sensitive: the name of a cluster is not a secret.',
    ],
  ])("%s", (output, problem) => {
    expect(clusterOutputProblem(output, OUTPUTS)).toBe(problem);
  });
});

test("a variable for several workspaces must be declared by one of them", () => {
  const infra = { name: "terraform/infra", declared: declared(["region"]) };
  expect(sharedProblems("variables", ["region", "replicas"], [infra, APP])).toStrictEqual([]);
  expect(sharedProblems("variables", ["replcas"], [infra, APP])).toStrictEqual([
    'variables: "replcas" is not a variable of terraform/infra or terraform/app. Did you mean replicas?',
  ]);
  expect(sharedProblems("variables", ["x"], [])).toStrictEqual([]);
});
