import { debianProgram } from "./recipes/debian.ts";

/** Reads and copies images independently of us: https://github.com/containers/skopeo */
export const skopeo = debianProgram({
  name: "skopeo",
  purpose: "reads images back and copies them between registries",
  version: "1.9.3",
  program: "skopeo",
  range: ">=1.9 <2",
});
