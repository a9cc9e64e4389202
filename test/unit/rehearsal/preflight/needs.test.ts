import { afterAll, expect, test } from "@jest/globals";
import { clusterPrograms, needsTerraform } from "../../../../rehearsal/preflight/needs.ts";
import { removeFolders, repositoryOf } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const pipeline = repositoryOf("example-org/eks-pipeline", {
  ".github/workflows/deploy.yml": "- uses: $/actions/setup-terraform-backend\n",
  ".github/workflows/images.yml": "- uses: $/actions/build-push-ecr\n",
});
const calling = (uses: string) => ({ "main.yml": `jobs:\n  a:\n    uses: ${uses}\n` });

test.each([
  [
    "a called workflow that uses the action needs Terraform",
    calling("example-org/eks-pipeline/.github/workflows/deploy.yml@v1"),
    true,
  ],
  [
    "a called workflow that only builds images does not",
    calling("example-org/eks-pipeline/.github/workflows/images.yml@v1"),
    false,
  ],
  [
    "a step with the action needs Terraform",
    { "main.yml": "  - uses: o/p/actions/setup-terraform-backend@v1\n" },
    true,
  ],
  ["a call of a workflow that does not exist does not", calling("./missing.yml"), false],
  ["a call of a repository that is not known does not", calling("o/r/x.yml@v1"), false],
  ["a workflow that calls itself does not", { "main.yml": "uses: ./main.yml\n" }, false],
])("%s", (_, files, expected) => {
  const home = repositoryOf("example-org/fleet", files);
  expect(needsTerraform("main.yml", home, [pipeline])).toBe(expected);
});

test.each([
  ["run: kubectl apply --filename manifests", ["kubectl"]],
  [
    "run: |\n          set -e\n          helm upgrade --install a b && kubectl get pods",
    ["helm", "kubectl"],
  ],
  ["run: KUBECONFIG=x helmfile sync", ["helmfile"]],
  ["name: Deploy with kubectl", []],
  ["run: echo kubectl apply", []],
  ["run: |\n          # kubectl apply is not called\n          ./kubectl.sh", []],
])("finds the programs of %j that talk to a cluster", (step, programs) => {
  const home = repositoryOf("example-org/fleet", { "main.yml": `      - ${step}\n` });
  expect(clusterPrograms("main.yml", home, [pipeline])).toStrictEqual(programs);
});
