import { expect, test } from "@jest/globals";
import { childVariables } from "../../../../../actions/lib/runtime/child-variables.ts";

test.each([
  ["an empty setting of a tool", { TF_WORKSPACE: "", TF_DATA_DIR: "", AWS_PROFILE: "" }, {}],
  ["one that is set", { TF_WORKSPACE: "blue", AWS_REGION: "eu-west-1" }, undefined],
  ["the empty value of a variable of the root module", { TF_VAR_suffix: "" }, undefined],
  ["an empty variable of somebody else", { HTTPS_PROXY: "", CI: "" }, undefined],
  ["what is the action's own", { "INPUT_GITHUB-TOKEN": "t", STATE_x: "1" }, {}],
  ["what is not set", { PATH: undefined }, {}],
])("%s", (_, variables, expected) => {
  expect(childVariables(variables)).toStrictEqual(expected ?? variables);
});
