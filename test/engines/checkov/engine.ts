import { PYTHON_NEEDED, makePythonEnvironment, readRequirements } from "../recipes/python.ts";
import { toolEngine } from "../tool.ts";

const requirements = (): Promise<string> => readRequirements(import.meta.dirname);

/** https://www.checkov.io; run it as `python -m checkov.main --skip-download`. */
export const checkov = toolEngine({
  name: "checkov",
  purpose: "checks the security of terraform/",
  version: "3.3.30",
  needs: PYTHON_NEEDED,
  programs: { python: "venv/bin/python" },
  inputs: async () => [await requirements()],
  build: async (directory, log) => makePythonEnvironment(await requirements(), directory, log),
  spaceMiB: 600,
});
