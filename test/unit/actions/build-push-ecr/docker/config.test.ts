import { describe, expect, test } from "@jest/globals";
import {
  ownDirectory,
  readConfiguration,
  withLogin,
} from "../../../../../actions/build-push-ecr/src/docker/config.ts";

test.each([
  [{ DOCKER_CONFIG: "/d", HOME: "/h" }, "/d"],
  [{ DOCKER_CONFIG: "", HOME: "/h" }, "/h/.docker"],
  [{ HOME: "/h" }, "/h/.docker"],
  [{ DOCKER_CONFIG: "", HOME: "" }, undefined],
  [{}, undefined],
])("I-E 10: docker's own configuration of %j is in %s", (environment, directory) => {
  expect(ownDirectory(environment as Record<string, string>)).toBe(directory);
});

test.each([
  ['{"credsStore": "x"}', { credsStore: "x" }],
  ["null", {}],
  ["[]", undefined],
  ['"text"', undefined],
  ["7", undefined],
  ["{", undefined],
  ["", undefined],
])("I-E 9: the configuration %j", (text, configuration) => {
  expect(readConfiguration(text)).toStrictEqual(configuration);
});

describe("withLogin", () => {
  const login = { host: "127.0.0.1:5000", authorization: "QVdTOnB3" };

  test("adds one login and the plugins of the job", () => {
    expect(withLogin({}, login, "/home/me/.docker/cli-plugins")).toStrictEqual({
      auths: { "127.0.0.1:5000": { auth: "QVdTOnB3" } },
      cliPluginsExtraDirs: ["/home/me/.docker/cli-plugins"],
    });
  });

  test("I-E 8: a credential store or helper does not hide the login", () => {
    expect(withLogin({ credsStore: "desktop" }, login, "/p")).toMatchObject({
      credsStore: "desktop",
      credHelpers: { "127.0.0.1:5000": "" },
    });
    expect(
      withLogin(
        { credHelpers: { "127.0.0.1:5000": "ecr-login", "gcr.io": "gcloud" } },
        login,
        "/p",
      ),
    ).toMatchObject({ credHelpers: { "127.0.0.1:5000": "", "gcr.io": "gcloud" } });
  });

  test("keeps other logins, contexts and plugins", () => {
    const own = {
      auths: { "ghcr.io": { auth: "x" } },
      currentContext: "colima",
      cliPluginsExtraDirs: ["/q"],
    };
    expect(withLogin(own, login, "/p")).toStrictEqual({
      auths: { "ghcr.io": { auth: "x" }, "127.0.0.1:5000": { auth: "QVdTOnB3" } },
      currentContext: "colima",
      cliPluginsExtraDirs: ["/q", "/p"],
    });
  });
});
