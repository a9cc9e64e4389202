import { describe, expect, test } from "@jest/globals";
import {
  dockerfilesIn,
  findApplications,
  toName,
} from "../../../../rehearsal/init/applications.ts";
import fc from "../../../support/fast-check.ts";

const NAME = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

describe("the applications of a repository", () => {
  test.each<[string, string, object]>([
    [
      "port and user of the last stage",
      "FROM a AS build\nEXPOSE 1\nUSER root\nFROM b\nEXPOSE 3000/tcp 9090\nUSER 101:101\n",
      { port: 3000, user: "101" },
    ],
    ["neither port nor user, if the Dockerfile sets none", "FROM scratch\n", {}],
    [
      "no port that is only in a variable",
      "FROM a\nARG PORT\nEXPOSE $PORT\nUSER node\n",
      { user: "node" },
    ],
    [
      "the port of the base image, and the folders that it writes to",
      "FROM node AS build\nFROM docker.io/library/nginx:1.27 AS web\n",
      {
        port: 80,
        portOf: "docker.io/library/nginx:1.27",
        writes: ["/var/cache/nginx", "/run"],
      },
    ],
    [
      "the port of EXPOSE instead of the base image's port",
      "FROM httpd:2.4\nEXPOSE 8080\n",
      { port: 8080, writes: ["/usr/local/apache2/logs"] },
    ],
    [
      "the user of nginx-unprivileged, which is a number already",
      "FROM nginxinc/nginx-unprivileged:1.29\nEXPOSE 8081\n",
      { port: 8081, user: "101", writes: ["/tmp"] },
    ],
    [
      "the user of the Dockerfile instead of the base image's user",
      "FROM nginxinc/nginx-unprivileged:1.29\nUSER 1000\n",
      {
        port: 8080,
        portOf: "nginxinc/nginx-unprivileged:1.29",
        user: "1000",
        writes: ["/tmp"],
      },
    ],
    [
      "the folder for temporary files of Python",
      "FROM python:3.13\nEXPOSE 5000\n",
      { port: 5000, writes: ["/tmp"] },
    ],
    [
      "the folder for temporary files of gunicorn on another base image",
      'FROM debian\nENTRYPOINT ["/venv/bin/gunicorn"]\nCMD ["app:app"]\n',
      { writes: ["/tmp"] },
    ],
    ["no facts of an image that only has a similar name", "FROM bitnami/nginx\n", {}],
    ["no UDP port", "FROM a\nEXPOSE 53/udp\n", {}],
    ["no port out of range", "FROM a\nEXPOSE 0 70000 8080\n", { port: 8080 }],
    ["no facts of a file that cannot be read", "FROM a\nINVALID x\n", {}],
  ])("have %s", (_, text, facts) => {
    expect(findApplications({ "web/Dockerfile": text }, "shop")).toStrictEqual([
      { name: "web", context: "web", ...facts },
    ]);
  });

  test.each([
    ["db/migrate", "FROM a\n", true],
    ["migrations", "FROM a\n", true],
    ["seed-data", "FROM a\n", true],
    ["migrate", "FROM a\nEXPOSE 80\n", undefined],
    ["immigration", "FROM a\n", undefined],
    ["worker", "FROM a\n", undefined],
  ])(
    "count as Jobs by their name and if they have no port: %s with %j",
    (folder, text, runsOnce) => {
      const [application] = findApplications({ [`${folder}/Dockerfile`]: text }, "shop");
      expect(application?.runsOnce).toBe(runsOnce);
    },
  );

  test("are named after their folders, and after more of the path if two names are equal", () => {
    const files = {
      Dockerfile: "",
      "a/api/Dockerfile": "",
      "b/api/Dockerfile": "",
      "My_Web/Dockerfile": "",
    };
    expect(
      findApplications(files, "shop").map(({ name, context }) => [name, context]),
    ).toStrictEqual([
      ["shop", "."],
      ["my-web", "My_Web"],
      ["api", "a/api"],
      ["b-api", "b/api"],
    ]);
  });

  test("have the folder above as their context if the Dockerfile copies from there, and its name", () => {
    const copies = (source: string) => `FROM node\nCOPY ${source} /app/\n`;
    const dockerfiles = {
      "services/billing/docker/Dockerfile": copies("requirements.txt app"),
      "services/shop/Dockerfile": copies("services/shop/package.json"),
      "services/mail/deploy/Dockerfile": copies("deploy/start.sh"),
      "web/Dockerfile": copies("src"),
      "docker/Dockerfile": copies("README.md"),
      "gone/docker/Dockerfile": copies("dist"),
    };
    const others = ["services/billing/requirements.txt", "services/billing/app/main.py"].concat([
      "services/shop/package.json",
      "services/mail/deploy/start.sh",
      "web/src/a.js",
      "README.md",
    ]);
    const files = [...Object.keys(dockerfiles), ...others];
    const found = findApplications(dockerfiles, "fleet", files);
    expect(found.map(({ name, context, file }) => [name, context, file])).toStrictEqual([
      ["fleet", ".", "docker/Dockerfile"],
      ["docker", "gone/docker", undefined],
      ["billing", "services/billing", "services/billing/docker/Dockerfile"],
      ["mail", "services/mail", "services/mail/deploy/Dockerfile"],
      ["shop", ".", "services/shop/Dockerfile"],
      ["web", "web", undefined],
    ]);
  });

  test("have valid and different names, whatever their folders are called", () => {
    const files = fc.array(
      fc.array(fc.string({ minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(files, (folders) => {
        const paths = folders.map((parts) => `${parts.join("/")}/Dockerfile`);
        const found = findApplications(Object.fromEntries(paths.map((one) => [one, ""])), "shop");
        const names = found.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => expect(toName(text)).toMatch(NAME)));
  });
});

test("a Dockerfile may be called dockerfile, unless a Dockerfile stands beside it", () => {
  const files = ["a/Dockerfile", "a/dockerfile", "b/dockerfile", "c/web.Dockerfile", "dockerfile"];
  expect(dockerfilesIn(files)).toStrictEqual(["a/Dockerfile", "b/dockerfile", "dockerfile"]);
});
