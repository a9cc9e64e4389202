import { pythonTool } from "./recipes/python.ts";

const VERSION = "1.32.0";

/** https://docs.zizmor.sh; the wheel holds the compiled program. */
export const zizmor = pythonTool({
  name: "zizmor",
  purpose: "checks the security of workflows and actions",
  version: VERSION,
  requirements: () => `zizmor==${VERSION}\n`,
  program: "zizmor",
  onPath: { programs: { zizmor: "zizmor" }, range: `>=${VERSION} <2` },
});
