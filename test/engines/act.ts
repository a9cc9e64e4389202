import { goProgram } from "./recipes/go.ts";

/**
 * An independent workflow engine. Host mode needs no Docker: `act push -P ubuntu-latest=-self-hosted`.
 * https://nektosact.com
 */
export const act = goProgram({
  name: "act",
  purpose: "runs workflows: file commands, needs, matrix, if, reusable workflows",
  version: "0.2.89",
  before: "1",
  source: "github.com/nektos/act",
});
