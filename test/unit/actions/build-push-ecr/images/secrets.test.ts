import { describe, expect, test } from "@jest/globals";
import { buildArguments } from "../../../../../actions/build-push-ecr/src/docker/arguments.ts";
import {
  buildSecrets,
  loginsOf,
  registryCredentials,
  secretsProblems,
} from "../../../../../actions/build-push-ecr/src/images/secrets.ts";

describe("build-secrets", () => {
  test("are a map from name to text", () => {
    expect(buildSecrets.parse('{"npm_token": "hunter22", "pip.conf": "a\\nb"}')).toStrictEqual({
      npm_token: "hunter22",
      "pip.conf": "a\nb",
    });
  });

  test.each([
    ["a value that is not text", '{"npm_token": [1234]}', /npm_token is not a text/],
    ["a name with a comma, which docker would split", '{"a,src=/etc": "hunter22"}', /not the id/],
    ["lines that the runner would mask", '{\n"a": "hunter22"}', /its line 1 has fewer than 4/],
  ])("%s is refused, and the message does not contain the secret", (_, given, says) => {
    expect(() => buildSecrets.parse(given)).toThrow(says);
    expect(() => buildSecrets.parse(given)).not.toThrow(/hunter22/);
  });

  test("reach docker as files, never as values", () => {
    const argv = buildArguments({
      context: "/c",
      file: "/c/Dockerfile",
      target: undefined,
      platforms: [],
      buildArgs: {},
      names: [],
      labels: {},
      secretFiles: { npm_token: "/t/npm_token" },
    });
    expect(argv).toContain("--secret=id=npm_token,src=/t/npm_token");
  });

  test("an image may only name a secret that is given", () => {
    const images = [
      { name: "web", secrets: ["npm_token", "other"] },
      { name: "api", secrets: [] },
    ];
    expect(secretsProblems(images, { npm_token: "x", other: "y" })).toStrictEqual([]);
    expect(secretsProblems(images, { other: "y" })).toStrictEqual([
      "npm_token of web is not among build-secrets. Expected a secret of this name: pass BUILD_SECRETS to the workflow.",
    ]);
  });
});

describe("registry-credentials", () => {
  test("are a map from host to login; Docker Hub has a special name in docker's configuration", () => {
    const given =
      '{"ghcr.io": {"username": "ci", "password": "hunter22"}, "docker.io": {"username": "a", "password": "b"}}';
    expect(loginsOf(registryCredentials.parse(given))).toStrictEqual([
      { host: "ghcr.io", authorization: Buffer.from("ci:hunter22").toString("base64") },
      { host: "https://index.docker.io/v1/", authorization: Buffer.from("a:b").toString("base64") },
    ]);
  });

  test.each([
    ["a host with a path", '{"ghcr.io/acme": {"username": "ci", "password": "hunter22"}}', /host/],
    ["no password", '{"ghcr.io": {"username": "ci"}}', /ghcr.io is not a map of username and/],
    [
      "more than a login",
      '{"ghcr.io": {"username": "c", "password": "p", "x": 1}}',
      /is not a map/,
    ],
    ["plain text", '{"ghcr.io": "hunter22"}', /is not a map/],
  ])("%s is refused", (_, given, says) => {
    expect(() => registryCredentials.parse(given)).toThrow(says);
    expect(() => registryCredentials.parse(given)).not.toThrow(/hunter22/);
  });
});
