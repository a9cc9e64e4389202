import { expect, test } from "@jest/globals";
import { stateKey } from "../../../../../actions/setup-terraform-backend/src/state/objects.ts";

test.each([
  ["default", "dev/infrastructure.tfstate"],
  ["blue", "env:/blue/dev/infrastructure.tfstate"],
])("the state of the workspace %s is at %s", (workspace, key) => {
  expect(stateKey("dev/infrastructure.tfstate", workspace)).toBe(key);
});
