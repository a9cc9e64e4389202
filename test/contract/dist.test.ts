// dist/ as committed: one complete folder of limited size for each bundle.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { actionNames, bundleNames } from "../../scripts/bundle.ts";

const DIST = path.resolve(import.meta.dirname, "../../dist");
/** Maximum size of the rehearsal's bundle in bytes. GitHub's language service alone is more than 3 MB. */
const REHEARSAL_BYTES = 8 * 1024 * 1024;

test("every bundle has a folder, and there is no other", () => {
  expect(readdirSync(DIST).sort()).toStrictEqual(bundleNames());
});

// If the bundler wrote imports in another way, every step would start more slowly, and no other test would detect it.
test.each(actionNames())("modules of %s are evaluated at their first use", (name) => {
  const text = readFileSync(path.join(DIST, name, "index.js"), "utf8");
  expect(text.split(" = lazily(").length).toBeGreaterThan(100);
  const eager = [...text.matchAll(/^.*_aws_sdk_\w+ = __nccwpck_require__\(\d+\);$/gm)].map(
    ([line]) => line,
  );
  expect(eager).toStrictEqual([]);
});

describe("the rehearsal's bundle", () => {
  const folder = path.join(DIST, "rehearse");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));

  test("is the program of the package", () => {
    const manifest = readFileSync(path.join(DIST, "../package.json"), "utf8");
    const { bin } = JSON.parse(manifest) as { bin: Record<string, string> };
    expect(bin).toStrictEqual({ "eks-pipeline": "dist/rehearse/index.js" });
    expect(files.find(({ name }) => name === "index.js")?.text).toMatch(
      /^#!\/usr\/bin\/env node\n/,
    );
    // Any other file would be a chunk that the bundler has split off, with a name that changes.
    expect(files.map(({ name }) => name).sort()).toStrictEqual([
      "docker.js",
      "glob.js",
      "index.js",
      "main.js",
    ]);
  });

  test("has the licenses of what is in its files", () => {
    const licenses = readFileSync(path.join(folder, "licenses.txt"), "utf8").split("\n");
    expect(licenses).toStrictEqual(
      expect.arrayContaining([
        "@actions/languageservice",
        "@grpc/grpc-js",
        "tar-stream",
        "minimatch",
      ]),
    );
  });

  test("hashFiles starts a program without an HTTP client, which takes longest to load", () => {
    const text = files.find(({ name }) => name === "glob.js")?.text ?? "";
    expect(text.includes("node_modules/undici")).toBe(false);
    expect(Buffer.byteLength(text)).toBeLessThan(300_000);
  });

  test("is whole and at most 8 MiB", () => {
    const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThanOrEqual(REHEARSAL_BYTES);
    for (const { name, text } of files) {
      expect([name, text.includes("webpackMissingModule")]).toStrictEqual([name, false]);
      expect([name, text.includes(path.dirname(DIST))]).toStrictEqual([name, false]);
    }
  });
});
