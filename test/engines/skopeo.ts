import { debianProgram } from "./recipes/debian.ts";

/** skopeo reads and copies images independently of our code: https://github.com/containers/skopeo */
export const skopeo = debianProgram({
  name: "skopeo",
  purpose: "reads images back and copies them between registries",
  version: "1.9.3",
  program: "skopeo",
  range: ">=1.9 <2",
});
