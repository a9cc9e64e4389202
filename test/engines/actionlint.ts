import { goProgram } from "./recipes/go.ts";

/** https://github.com/rhysd/actionlint */
export const actionlint = goProgram({
  name: "actionlint",
  purpose: "checks workflows: expressions, types, shell, injections",
  version: "1.7.12",
  before: "2",
  source: "github.com/rhysd/actionlint/cmd/actionlint",
});
