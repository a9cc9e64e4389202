import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  openConfiguration,
  ownDirectory,
  readConfiguration,
  withLogins,
} from "../../../../../actions/build-push-ecr/src/docker/config.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { useFolder } from "../../../../support/use-folder.ts";

test.each([
  [{ DOCKER_CONFIG: "/d", HOME: "/h" }, "/d"],
  [{ DOCKER_CONFIG: "", HOME: "/h" }, "/h/.docker"],
  [{ HOME: "/h" }, "/h/.docker"],
  [{ DOCKER_CONFIG: "", HOME: "" }, undefined],
  [{}, undefined],
])("I-E 10: with %j, docker's own configuration is in %s", (environment, directory) => {
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
])("I-E 9: the configuration %j is read as %j", (text, configuration) => {
  expect(readConfiguration(text)).toStrictEqual(configuration);
});

describe("openConfiguration", () => {
  const login = { host: "127.0.0.1:5000", authorization: "QVdTOnB3" };
  const directory = useFolder();
  mkdirSync(path.join(directory, "home/.docker"), { recursive: true });

  function open(own: string, more: Record<string, string> = {}) {
    writeFileSync(path.join(directory, "home/.docker/config.json"), own);
    const warnings: string[] = [];
    const job = {
      environment: { HOME: path.join(directory, "home"), ...more },
      temporaryDirectory: directory,
      log: { warning: (text: string) => void warnings.push(text) },
    } as unknown as Job;
    const configuration = openConfiguration([login], job);
    const folder = configuration.environment["DOCKER_CONFIG"] ?? "";
    return { configuration, folder, warnings, file: path.join(folder, "config.json") };
  }

  test("I-E 10, 12: only this user can read the password, and the file is removed with the run", () => {
    const before = process.umask(0);
    try {
      const { configuration, folder, file } = open("{}");
      const modes = [folder, file].map((name) => (statSync(name).mode & 0o777).toString(8));
      expect(modes).toStrictEqual(["700", "600"]);
      configuration.remove();
      expect(existsSync(folder)).toBe(false);
    } finally {
      process.umask(before);
    }
  });

  test("an empty DOCKER_CONFIG means the configuration in the home folder; null values there count as empty", () => {
    const own =
      '{"auths": {"ghcr.io": {"auth": "x"}}, "credHelpers": null, "cliPluginsExtraDirs": null}';
    const { configuration, file, warnings } = open(own, { DOCKER_CONFIG: "" });
    const merged = JSON.parse(readFileSync(file, "utf8")) as Record<string, object>;
    expect(Object.keys(merged["auths"] ?? {})).toStrictEqual(["ghcr.io", "127.0.0.1:5000"]);
    expect(merged["cliPluginsExtraDirs"]).toStrictEqual([
      path.join(directory, "home/.docker/cli-plugins"),
    ]);
    expect(configuration.environment["BUILDX_CONFIG"]).toBe(
      path.join(directory, "home/.docker/buildx"),
    );
    expect(warnings).toStrictEqual([]);
    configuration.remove();
  });
});

describe("withLogins", () => {
  const login = { host: "127.0.0.1:5000", authorization: "QVdTOnB3" };

  test("adds one login and the plugins of the job", () => {
    expect(withLogins({}, [login], "/home/me/.docker/cli-plugins")).toStrictEqual({
      auths: { "127.0.0.1:5000": { auth: "QVdTOnB3" } },
      cliPluginsExtraDirs: ["/home/me/.docker/cli-plugins"],
    });
  });

  test("I-E 8: a credential store or helper does not hide the login", () => {
    expect(withLogins({ credsStore: "desktop" }, [login], "/p")).toMatchObject({
      credsStore: "desktop",
      credHelpers: { "127.0.0.1:5000": "" },
    });
    expect(
      withLogins(
        { credHelpers: { "127.0.0.1:5000": "ecr-login", "gcr.io": "gcloud" } },
        [login, { host: "ghcr.io", authorization: "eDp5" }],
        "/p",
      ),
    ).toMatchObject({
      credHelpers: { "127.0.0.1:5000": "", "gcr.io": "gcloud" },
      auths: { "ghcr.io": { auth: "eDp5" } },
    });
  });

  test("keeps other logins, contexts and plugins", () => {
    const own = {
      auths: { "ghcr.io": { auth: "x" } },
      currentContext: "colima",
      cliPluginsExtraDirs: ["/q"],
    };
    expect(withLogins(own, [login], "/p")).toStrictEqual({
      auths: { "ghcr.io": { auth: "x" }, "127.0.0.1:5000": { auth: "QVdTOnB3" } },
      currentContext: "colima",
      cliPluginsExtraDirs: ["/q", "/p"],
    });
  });
});
