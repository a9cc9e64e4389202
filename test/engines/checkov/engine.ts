import { pythonTool, readRequirements } from "../recipes/python.ts";

/** https://www.checkov.io; run it as `python -m checkov.main --skip-download`. */
export const checkov = pythonTool({
  name: "checkov",
  purpose: "checks the security of terraform/",
  version: "3.3.30",
  requirements: () => readRequirements(import.meta.dirname),
  program: "python",
  spaceMiB: 600,
});
