import { goProgram } from "./recipes/go.ts";

/** https://www.conftest.dev */
export const conftest = goProgram({
  name: "conftest",
  purpose: "judges plans by policies in Rego",
  version: "0.71.1",
  before: "1",
  source: "github.com/open-policy-agent/conftest",
});
