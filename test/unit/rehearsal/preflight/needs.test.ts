import { afterAll, expect, test } from "@jest/globals";
import { needsTerraform } from "../../../../rehearsal/preflight/needs.ts";
import { removeFolders, repositoryOf } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const pipeline = repositoryOf("example-org/eks-pipeline", {
  ".github/workflows/deploy.yml": "- uses: $/actions/setup-terraform-backend\n",
  ".github/workflows/images.yml": "- uses: $/actions/build-push-ecr\n",
});
const calling = (uses: string) => ({ "main.yml": `jobs:\n  a:\n    uses: ${uses}\n` });

test.each([
  ["a called workflow", calling("example-org/eks-pipeline/.github/workflows/deploy.yml@v1"), true],
  ["images alone", calling("example-org/eks-pipeline/.github/workflows/images.yml@v1"), false],
  ["the action itself", { "main.yml": "  - uses: o/p/actions/setup-terraform-backend@v1\n" }, true],
  ["a workflow that is not there", calling("./missing.yml"), false],
  ["a repository that is not there", calling("o/r/x.yml@v1"), false],
  ["one that calls itself", { "main.yml": "uses: ./main.yml\n" }, false],
])("%s", (_, files, expected) => {
  const home = repositoryOf("example-org/fleet", files);
  expect(needsTerraform("main.yml", home, [pipeline])).toBe(expected);
});
