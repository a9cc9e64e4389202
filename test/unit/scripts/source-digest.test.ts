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
  // What an editor or a file manager leaves there is no bundle.
  write("dist/.DS_Store", "");
});
afterEach(() => rmSync(root, { recursive: true }));

test("bundles of these sources", () => {
  expect(findStaleBundles(root)).toStrictEqual([]);
});

test.each([
  ["its own source", "actions/kube-deploy/src/run.ts", ["kube-deploy"]],
  ["what actions share", "actions/lib/retry.ts", ["kube-deploy", "post-step"]],
  ["data in a folder", "actions/lib/deep/folder/form.json", ["kube-deploy", "post-step"]],
  ["a new file", "actions/lib/new.ts", ["kube-deploy", "post-step"]],
  ["the rehearsal", "rehearsal/cli.ts", ["rehearse"]],
  ["a description", "rehearsal/README.md", []],
])("a change of %s", (_, file, stale) => {
  write(file, "changed");
  expect(findStaleBundles(root)).toStrictEqual(stale);
});

test("a source that has another name", () => {
  const [from = "", to = ""] = ["retry.ts", "again.ts"].map((name) =>
    path.join(root, "actions/lib", name),
  );
  renameSync(from, to);
  expect(findStaleBundles(root)).toStrictEqual(["kube-deploy", "post-step"]);
});

test("text that moves from one source to the next", () => {
  write("rehearsal/a.ts", "ab");
  write("rehearsal/b.ts", "c");
  const before = digestSources("rehearse", root);
  write("rehearsal/a.ts", "a");
  write("rehearsal/b.ts", "bc");
  expect(digestSources("rehearse", root)).not.toBe(before);
});

test("a bundle without a digest", () => {
  rmSync(path.join(root, "dist/rehearse", DIGEST_FILE));
  expect(findStaleBundles(root)).toStrictEqual(["rehearse"]);
});

test("a rehearsal that is not built, whatever else is", () => {
  rmSync(path.join(root, "dist/rehearse"), { recursive: true });
  expect(findStaleBundles(root)).toStrictEqual(["rehearse"]);
  rmSync(path.join(root, "dist"), { recursive: true });
  expect(findStaleBundles(root)).toStrictEqual(["rehearse"]);
});

test("what an editor leaves beside a source that is open", () => {
  symlinkSync("somebody@machine.4711", path.join(root, "rehearsal/.#cli.ts"));
  write("actions/lib/._retry.ts", "attributes");
  expect(findStaleBundles(root)).toStrictEqual([]);
});
