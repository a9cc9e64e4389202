import { GO_NEEDED, installGoProgram } from "./recipes/go.ts";
import { toolEngine } from "./tool.ts";

const SOURCE = "github.com/nektos/act";
const VERSION = "0.2.89";

/**
 * An independent workflow engine. Host mode needs no Docker: `act push -P ubuntu-latest=-self-hosted`.
 * https://nektosact.com
 */
export const act = toolEngine({
  name: "act",
  purpose: "runs workflows: file commands, needs, matrix, if, reusable workflows",
  version: VERSION,
  needs: GO_NEEDED,
  programs: { act: "bin/act" },
  onPath: { programs: { act: "act" }, range: `>=${VERSION} <1` },
  inputs: () => [SOURCE],
  build: (directory, log) => installGoProgram(SOURCE, VERSION, directory, log),
});
