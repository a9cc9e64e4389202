import { DEBIAN_NEEDED, debianEnvironment, unpackDebian } from "./recipes/debian.ts";
import { toolEngine } from "./tool.ts";

/** Reads and copies images independently of us: https://github.com/containers/skopeo */
export const skopeo = toolEngine({
  name: "skopeo",
  purpose: "reads images back and copies them between registries",
  version: "1.9.3",
  needs: DEBIAN_NEEDED,
  programs: { skopeo: "root/usr/bin/skopeo" },
  onPath: { programs: { skopeo: "skopeo" }, range: ">=1.9 <2" },
  inputs: () => ["skopeo"],
  build: (directory, log) => unpackDebian(["skopeo"], directory, log),
  environment: debianEnvironment,
  asksVersion: true,
});
