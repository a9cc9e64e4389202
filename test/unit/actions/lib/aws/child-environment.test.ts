import { expect, test } from "@jest/globals";
import { childEnvironment } from "../../../../../actions/lib/aws/child-environment.ts";

test("a child gets exactly one identity, whatever the job has; other AWS settings stay", () => {
  const identity = { AWS_ACCESS_KEY_ID: "AKIAOWN", AWS_SECRET_ACCESS_KEY: "own" };
  const stay = { PATH: "/bin", AWS_CA_BUNDLE: "/ca.pem", AWS_ENDPOINT_URL_S3: "http://s3" };
  const go = {
    AWS_ACCESS_KEY_ID: "AKIAOTHER",
    AWS_ACCESS_KEY: "x",
    AWS_SECRET_KEY: "x",
    AWS_SESSION_TOKEN: "x",
    AWS_SECURITY_TOKEN: "x",
    AWS_PROFILE: "x",
    AWS_DEFAULT_PROFILE: "x",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "x",
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "x",
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "x",
    AWS_WEB_IDENTITY_TOKEN_FILE: "x",
    AWS_ROLE_ARN: "x",
    AWS_ROLE_SESSION_NAME: "x",
  };
  expect(childEnvironment({ ...stay, ...go }, "eu-west-3", identity)).toStrictEqual({
    ...stay,
    ...identity,
    AWS_REGION: "eu-west-3",
    AWS_DEFAULT_REGION: "eu-west-3",
  });
});
