import { expect, test } from "@jest/globals";
import { credentialsIn } from "../../../../../actions/lib/redact/credentials.ts";

test("credentials of AWS, GitHub and registries are found by their names", () => {
  const environment = {
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "one",
    AWS_SESSION_TOKEN: "two",
    "INPUT_GITHUB-TOKEN": "three",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "four",
    TF_TOKEN_registry_example_com: "five",
    GH_TOKEN: undefined,
    PATH: "/bin",
  };
  expect(credentialsIn(environment)).toStrictEqual(["one", "two", "three", "four", "five"]);
});
