import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { startedAs } from "../../../../rehearsal/command-line/started-as.ts";

const folder = mkdtempSync(path.join(tmpdir(), "started-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = { environment: {}, folder: "/home/me/shop" };
const installedIn = (parent: string) => ({
  root: `${parent}/node_modules/eks-pipeline`,
  file: `${parent}/node_modules/.bin/eks-pipeline`,
});

/** Makes the folder that npx leaves for a package that it installs only to run it. */
function npxFolder(name: string, manifest: string): ReturnType<typeof installedIn> {
  const cache = path.join(folder, "_npx", name);
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, "package.json"), manifest);
  return installedIn(cache);
}

const COMMIT = "github:example-org/eks-pipeline#5e843b3";

test.each([
  ["packages", JSON.stringify({ _npx: { packages: ["tsx", COMMIT] } }), COMMIT],
  ["renamed", JSON.stringify({ _npx: { packages: ["./fork.tgz"] } }), "./fork.tgz"],
  ["older", JSON.stringify({ dependencies: { "eks-pipeline": COMMIT } }), COMMIT],
  [
    "spaces",
    JSON.stringify({ _npx: { packages: ["/my files/it's.tgz"] } }),
    "'/my files/it'\\''s.tgz'",
  ],
])(
  "installed by npx only to run it: the command is npx with the same package: %s",
  (name, manifest, specifier) => {
    expect(startedAs({ ...start, ...npxFolder(name, manifest) })).toBe(
      `npx --yes ${specifier} rehearse`,
    );
  },
);

test("installed by npx, whose folder does not say which package: the command is node with the file", () => {
  expect(startedAs({ ...start, ...npxFolder("broken", "{") })).toMatch(
    /^node .*eks-pipeline rehearse$/,
  );
});

test.each([
  [
    { npm_lifecycle_event: "rehearse", npm_lifecycle_script: "eks-pipeline rehearse" },
    "npm run rehearse --",
  ],
  [{ npm_lifecycle_event: "try", npm_lifecycle_script: "eks-pipeline" }, "npm run try -- rehearse"],
  // A script with more arguments, or a script that starts this program indirectly, cannot be used for other commands.
  [
    { npm_lifecycle_event: "plan", npm_lifecycle_script: "eks-pipeline rehearse plan" },
    "npx eks-pipeline rehearse",
  ],
  [{ npm_lifecycle_event: "test", npm_lifecycle_script: "jest" }, "npx eks-pipeline rehearse"],
  [
    { npm_lifecycle_event: "npx", npm_lifecycle_script: "'eks-pipeline'" },
    "npx eks-pipeline rehearse",
  ],
  [{}, "npx eks-pipeline rehearse"],
])("installed in the project, with %j: the command is npm run or npx", (environment, words) => {
  expect(startedAs({ ...start, ...installedIn("/home/me"), environment })).toBe(words);
});

test("installed in another project: the command is node, because npx would ask the registry", () => {
  expect(startedAs({ ...start, ...installedIn("/home/me/other") })).toBe(
    "node /home/me/other/node_modules/.bin/eks-pipeline rehearse",
  );
});

test("a checkout: the command is node with the bundle", () => {
  const checkout = { root: "/home/me/shop/p", file: "/home/me/shop/p/dist/rehearse/index.js" };
  expect(startedAs({ ...start, ...checkout })).toBe("node p/dist/rehearse/index.js rehearse");
});

test("on PATH: the command is only the name, unless npm put it on PATH", () => {
  const [bin, modules] = ["bin", "node_modules/.bin"].map((one) => path.join(folder, one));
  for (const one of [bin, modules]) {
    mkdirSync(one ?? "", { recursive: true });
    writeFileSync(path.join(one ?? "", "eks-pipeline"), "");
    chmodSync(path.join(one ?? "", "eks-pipeline"), 0o755);
  }
  const at = { ...start, ...installedIn("/usr/lib") };
  expect(startedAs({ ...at, environment: { PATH: `/none:${bin ?? ""}` } })).toBe(
    "eks-pipeline rehearse",
  );
  expect(startedAs({ ...at, environment: { PATH: modules } })).toMatch(/^node /);
});
