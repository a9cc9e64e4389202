import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { findNode, findTools, requireGit } from "../../../../rehearsal/world/tools.ts";

const { EKS_PIPELINE_NODE24: node } = process.env;
afterEach(() => {
  if (node === undefined) delete process.env["EKS_PIPELINE_NODE24"];
  else process.env["EKS_PIPELINE_NODE24"] = node;
});

test("the Node of the variable is used, or else the Node that runs the rehearsal", () => {
  process.env["EKS_PIPELINE_NODE24"] = process.execPath;
  expect(findNode()).toMatchObject({ binary: process.execPath, version: process.versions.node });
  process.env["EKS_PIPELINE_NODE24"] = "";
  expect(findNode()).toMatchObject({ binary: process.execPath, version: process.versions.node });
  delete process.env["EKS_PIPELINE_NODE24"];
  expect(findNode()).toMatchObject({ binary: process.execPath, version: process.versions.node });
});

test.each([
  ["/nonexistent/node", "(ENOENT)"],
  ["/", "(EACCES)"],
  ["/bin/echo", "(it prints no Node version)"],
])("EKS_PIPELINE_NODE24=%s is refused", (value, why) => {
  process.env["EKS_PIPELINE_NODE24"] = value;
  expect(findNode).toThrow(
    `EKS_PIPELINE_NODE24: "${value}" is not valid ${why}. Expected the path of a Node 24 binary`,
  );
});

test("git is required", () => {
  expect(() => requireGit()).not.toThrow();
  expect(() => requireGit({ PATH: "/nonexistent" })).toThrow("git cannot be run (ENOENT).");
});

test("a terraform that does not work counts as missing", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "eks-pipeline-tools-"));
  try {
    writeFileSync(path.join(folder, "terraform"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    expect(findTools(false, { PATH: folder })).toStrictEqual([]);
    expect(() => findTools(true, { PATH: folder })).toThrow(
      "neither terraform nor tofu can be run",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
