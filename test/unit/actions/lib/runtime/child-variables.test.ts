import { expect, test } from "@jest/globals";
import { childVariables } from "../../../../../actions/lib/runtime/child-variables.ts";

test.each([
  ["drops an empty setting of a tool", { TF_WORKSPACE: "", TF_DATA_DIR: "", AWS_PROFILE: "" }, {}],
  [
    "keeps a setting of a tool that is set",
    { TF_WORKSPACE: "blue", AWS_REGION: "eu-west-1" },
    undefined,
  ],
  ["keeps the empty value of a variable of the root module", { TF_VAR_suffix: "" }, undefined],
  ["keeps an empty variable of another program", { HTTPS_PROXY: "", CI: "" }, undefined],
  ["drops inputs and states of the action", { "INPUT_GITHUB-TOKEN": "t", STATE_x: "1" }, {}],
  ["drops a variable that is not set", { PATH: undefined }, {}],
])("%s", (_, variables, expected) => {
  expect(childVariables(variables)).toStrictEqual(expected ?? variables);
});
