import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { DIGEST_FILE, digestSources, findStaleBundles } from "../../../scripts/source-digest.mjs";

let root = "";
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "sources-"));
  write("actions/lib/retry.ts", "retry");
  write("actions/lib/deep/folder/form.json", "{}");
  write("actions/kube-deploy/src/run.ts", "run");
  write("rehearsal/cli.ts", "cli");
  for (const name of ["kube-deploy", "post-step", "rehearse"]) {
    write(`dist/${name}/index.js`, "");
    write(`dist/${name}/${DIGEST_FILE}`, `${digestSources(name, root)}\n`);
  }
  // A file that an editor or a file manager leaves there is no bundle.
  write("dist/.DS_Store", "");
});
afterEach(() => rmSync(root, { recursive: true }));

test("bundles of the current sources are not stale", () => {
  expect(findStaleBundles(root)).toStrictEqual([]);
});

test.each([
  ["an action's own source", "actions/kube-deploy/src/run.ts", ["kube-deploy"]],
  ["a source that actions share", "actions/lib/retry.ts", ["kube-deploy", "post-step"]],
  [
    "data in a folder of shared sources",
    "actions/lib/deep/folder/form.json",
    ["kube-deploy", "post-step"],
  ],
  ["a new shared file", "actions/lib/new.ts", ["kube-deploy", "post-step"]],
  ["a source of the rehearsal", "rehearsal/cli.ts", ["rehearse"]],
  ["a description", "rehearsal/README.md", []],
])("a change of %s makes exactly the right bundles stale", (_, file, stale) => {
  write(file, "changed");
  expect(findStaleBundles(root)).toStrictEqual(stale);
});

test("a renamed source makes its bundles stale", () => {
  const [from = "", to = ""] = ["retry.ts", "again.ts"].map((name) =>
    path.join(root, "actions/lib", name),
  );
  renameSync(from, to);
  expect(findStaleBundles(root)).toStrictEqual(["kube-deploy", "post-step"]);
});

test("text that moves from one source to the next changes the digest", () => {
  write("rehearsal/a.ts", "ab");
  write("rehearsal/b.ts", "c");
  const before = digestSources("rehearse", root);
  write("rehearsal/a.ts", "a");
  write("rehearsal/b.ts", "bc");
  expect(digestSources("rehearse", root)).not.toBe(before);
});

test("a bundle without a digest is stale", () => {
  rmSync(path.join(root, "dist/rehearse", DIGEST_FILE));
  expect(findStaleBundles(root)).toStrictEqual(["rehearse"]);
});

test("a rehearsal that is not built is stale, even if nothing is built", () => {
  rmSync(path.join(root, "dist/rehearse"), { recursive: true });
  expect(findStaleBundles(root)).toStrictEqual(["rehearse"]);
  rmSync(path.join(root, "dist"), { recursive: true });
  expect(findStaleBundles(root)).toStrictEqual(["rehearse"]);
});

test("files that an editor leaves next to an open source do not count", () => {
  symlinkSync("somebody@machine.4711", path.join(root, "rehearsal/.#cli.ts"));
  write("actions/lib/._retry.ts", "attributes");
  expect(findStaleBundles(root)).toStrictEqual([]);
});
