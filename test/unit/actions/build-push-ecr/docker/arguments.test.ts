import { describe, expect, test } from "@jest/globals";
import {
  buildArguments,
  namesOfSecrets,
  possibleSecrets,
} from "../../../../../actions/build-push-ecr/src/docker/arguments.ts";
import type { BuildRequest } from "../../../../../actions/build-push-ecr/src/docker/arguments.ts";

const request: BuildRequest = {
  context: "/my repository/app",
  file: "/elsewhere/Dockerfile",
  target: undefined,
  platforms: [],
  buildArgs: {},
  names: ["host:5000/fleet-dev/backend:v1"],
  labels: {},
  secretFiles: {},
};
const FIXED = ["buildx", "build", "--progress=plain", "--provenance=false", "--sbom=false"];

describe("buildArguments", () => {
  test("a minimal request with a push: the context is last (I-E 47)", () => {
    expect(buildArguments(request, "/private/m.json")).toStrictEqual([
      ...FIXED,
      "--file=/elsewhere/Dockerfile",
      "--push",
      "--metadata-file=/private/m.json",
      "--tag=host:5000/fleet-dev/backend:v1",
      "/my repository/app",
    ]);
  });

  test("a full request without a push: build arguments are sorted by name", () => {
    const argv = buildArguments({
      ...request,
      target: "release",
      platforms: ["linux/amd64", "linux/arm64"],
      buildArgs: { Z: "1", A: "2" },
      labels: { revision: "abc" },
    });
    expect(argv.slice(FIXED.length + 1)).toStrictEqual([
      "--target=release",
      "--platform=linux/amd64,linux/arm64",
      "--tag=host:5000/fleet-dev/backend:v1",
      "--build-arg=A=2",
      "--build-arg=Z=1",
      "--label=revision=abc",
      "/my repository/app",
    ]);
  });

  test.each([
    ["an equals sign", "a=b"],
    ["an empty value", ""],
    ["a line break", "a\nb"],
    ["quotes and commas", `"a",'b'`],
    ["emoji", "🚢"],
    ["a value that looks like an option", "--push"],
  ])("I-E 48: a build argument with %s is one word", (_, value) => {
    expect(buildArguments({ ...request, buildArgs: { A: value } })).toContain(
      `--build-arg=A=${value}`,
    );
  });
});

test("values of build arguments that may be secrets are found by name, even if the name only contains a word such as key", () => {
  const buildArgs = {
    NPM_TOKEN: "1",
    signing_key: "2",
    DB_PASSWORD: "3",
    MY_SECRET: "4",
    dbPasswd: "5",
    VERSION: "6",
  };
  expect(possibleSecrets(buildArgs)).toStrictEqual(["1", "2", "3", "4", "5"]);
});

test("I-E 48: finds names that look like secrets", () => {
  expect(namesOfSecrets(["NPM_TOKEN", "apiKey", "VERSION", "db_password", "COMMIT"])).toStrictEqual(
    ["NPM_TOKEN", "apiKey", "db_password"],
  );
});
