import path from "node:path";
import { unpackNpm } from "./recipes/npm.ts";
import { toolEngine } from "./tool.ts";

const VERSION = "24.21.0";
const PACKAGE = `node-${process.platform}-${process.arch}`;

/** The Node that GitHub runs `using: node24` actions with, from its npm package. */
export const node24 = toolEngine({
  name: "node24",
  purpose: "runs the bundles on the Node of `using: node24`",
  version: VERSION,
  needs: "npm, on Linux (x64 or arm64)",
  programs: { node: "package/bin/node" },
  onPath: { programs: { node: "node" }, range: "24" },
  inputs: () => [PACKAGE],
  build: (directory, log) =>
    unpackNpm(`${PACKAGE}@${VERSION}`, path.join(directory, "package"), log),
});
