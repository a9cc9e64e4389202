import { PYTHON_NEEDED, makePythonEnvironment } from "./recipes/python.ts";
import { toolEngine } from "./tool.ts";

const VERSION = "1.32.0";
const REQUIREMENTS = `zizmor==${VERSION}\n`;

/** https://docs.zizmor.sh; the wheel holds the compiled program. */
export const zizmor = toolEngine({
  name: "zizmor",
  purpose: "checks the security of workflows and actions",
  version: VERSION,
  needs: PYTHON_NEEDED,
  programs: { zizmor: "venv/bin/zizmor" },
  onPath: { programs: { zizmor: "zizmor" }, range: `>=${VERSION} <2` },
  inputs: () => [REQUIREMENTS],
  build: (directory, log) => makePythonEnvironment(REQUIREMENTS, directory, log),
});
