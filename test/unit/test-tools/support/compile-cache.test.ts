import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
// @ts-expect-error: jest reads its configuration without a transform, so this is JavaScript.
import { openCompileCache } from "../../../support/compile-cache.js";

const open = openCompileCache as (parent: string, lives?: (id: number) => boolean) => string;

let parent = "";
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "caches-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

test("folders of ended processes are removed; folders of running ones, and all others, stay", () => {
  const kept = [
    `eks-pipeline-compiled-${process.pid}-aaaaaa`,
    "eks-pipeline-compiled-bbbbbb",
    "something-7-else",
  ];
  const gone = "eks-pipeline-compiled-7-cccccc";
  for (const name of [...kept, gone]) mkdirSync(path.join(parent, name, "v8"), { recursive: true });
  const opened = open(parent, (id) => id !== 7);
  expect(path.basename(opened)).toMatch(
    new RegExp(`^eks-pipeline-compiled-${process.pid}-\\w{6}$`),
  );
  expect(readdirSync(parent).sort()).toStrictEqual([...kept, path.basename(opened)].sort());
});

test("a process of another user counts as running", () => {
  // Process 1 always runs, and an ordinary user cannot send it a signal.
  mkdirSync(path.join(parent, "eks-pipeline-compiled-1-aaaaaa"));
  open(parent);
  expect(readdirSync(parent)).toHaveLength(2);
});
