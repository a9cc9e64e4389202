import path from "node:path";
import { unpackNpm } from "./recipes/npm.ts";
import { toolEngine } from "./tool.ts";

// Not 24.21: there, JSON.parse confuses names of members. A name that is an escape (\n) becomes the name of an earlier
// member that is a single backslash.
const VERSION = "24.22.1";
const PACKAGE = `node-${process.platform}-${process.arch}`;

/** The Node with which GitHub runs `using: node24` actions, from its npm package. */
export const node24 = toolEngine({
  name: "node24",
  purpose: "runs the bundles on the Node of `using: node24`",
  version: VERSION,
  needs: "npm, on Linux (x64 or arm64)",
  programs: { node: "package/bin/node" },
  onPath: { programs: { node: "node" }, range: `^${VERSION}` },
  inputs: () => [PACKAGE],
  build: (directory, log) =>
    unpackNpm(`${PACKAGE}@${VERSION}`, path.join(directory, "package"), log),
});
