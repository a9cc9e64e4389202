import { afterEach, expect, test } from "@jest/globals";
import { findNode, requireGit } from "../../../../rehearsal/world/tools.ts";

const { EKS_PIPELINE_NODE24: node } = process.env;
afterEach(() => {
  if (node === undefined) delete process.env["EKS_PIPELINE_NODE24"];
  else process.env["EKS_PIPELINE_NODE24"] = node;
});

test("the Node of the variable is used, or the one that runs this", () => {
  process.env["EKS_PIPELINE_NODE24"] = process.execPath;
  expect(findNode()).toMatchObject({ binary: process.execPath, version: process.versions.node });
  delete process.env["EKS_PIPELINE_NODE24"];
  expect(findNode()).toMatchObject({ binary: process.execPath, version: process.versions.node });
});

test.each([
  ["/nonexistent/node", "(ENOENT)"],
  ["/", "(EACCES)"],
  ["/bin/echo", "(it prints no version of Node)"],
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
