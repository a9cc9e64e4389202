import { GO_NEEDED, installGoProgram } from "./recipes/go.ts";
import { toolEngine } from "./tool.ts";

const SOURCE = "github.com/rhysd/actionlint/cmd/actionlint";
const VERSION = "1.7.12";

/** https://github.com/rhysd/actionlint */
export const actionlint = toolEngine({
  name: "actionlint",
  purpose: "checks workflows: expressions, types, shell, injections",
  version: VERSION,
  needs: GO_NEEDED,
  programs: { actionlint: "bin/actionlint" },
  onPath: { programs: { actionlint: "actionlint" }, range: `>=${VERSION} <2` },
  inputs: () => [SOURCE],
  build: (directory, log) => installGoProgram(SOURCE, VERSION, directory, log),
});
