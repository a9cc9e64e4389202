import { goProgram } from "./recipes/go.ts";

/** Helm installs charts; the rehearsal of examples/helm needs it: https://helm.sh */
export const helm = goProgram({
  name: "helm",
  purpose: "installs the chart of examples/helm into a real control plane",
  version: "3.18.4",
  before: "5",
  source: "helm.sh/helm/v3/cmd/helm",
  versionFlag: "version",
});
