import { expect, test } from "@jest/globals";
import { usedTerraformFiles } from "../../../../rehearsal/preflight/workspaces.ts";

const TERRAFORM = {
  "infra/main.tf": 'module "queue" {\n  source = "../modules/queue"\n}\n',
  "infra/outputs.tf": "",
  "modules/queue/main.tf": 'module "inner" {\n  source = "./inner"\n}\n',
  "modules/queue/inner/main.tf": "",
  "playground/main.tf": "",
};

test.each([
  ["with: { working-directory: infra }"],
  ['with:\n  working-directory: "./infra/"\n'],
  ["run: cd infra && terraform plan"],
])("%j uses the workspace and the modules that the workspace calls", (text) => {
  expect(usedTerraformFiles({ "deploy.yml": text }, TERRAFORM)).toStrictEqual([
    "infra/main.tf",
    "infra/outputs.tf",
    "modules/queue/inner/main.tf",
    "modules/queue/main.tf",
  ]);
});

test("a folder that no workflow names is not used", () => {
  expect(
    usedTerraformFiles({ "deploy.yml": "directory: infrastructure" }, TERRAFORM),
  ).toStrictEqual([]);
});
