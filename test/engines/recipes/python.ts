import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import semver from "semver";
import { EngineProblem, type Engine, type Log } from "../engine.ts";
import { execute } from "../execute.ts";
import { locate, versionOf } from "../locate.ts";
import { toolEngine, type ToolPlan } from "../tool.ts";

const PYTHON_NEEDED = "Python >= 3.11 with venv (Debian: python3-venv)";

/** Names to try, newest Python first: for the version that is `python3`, a pinned wheel may not exist yet. */
const NAMES = ["python3", "python3.13", "python3.12", "python3.11"];

async function requirePython(): Promise<string> {
  const seen: string[] = [];
  for (const name of NAMES) {
    const python = await locate(name);
    if (python === undefined) continue;
    const version = await versionOf(python);
    if (semver.satisfies(semver.coerce(version) ?? "0.0.0", ">=3.11")) return python;
    seen.push(`${name} is ${version}`);
  }
  const what = seen.length === 0 ? "no python3 on PATH" : seen.join(", ");
  throw new EngineProblem(`${what}: install ${PYTHON_NEEDED}`);
}

interface PythonTool extends Pick<
  ToolPlan,
  "name" | "purpose" | "version" | "onPath" | "spaceMiB"
> {
  /** The text of a requirements.txt. */
  requirements: () => string | Promise<string>;
  /** The program of the environment to use: `python`, or a program that a wheel contains. */
  program: string;
}

/** Returns an engine that consists of Python packages in their own virtual environment. */
export const pythonTool = ({ requirements, program, ...plan }: PythonTool): Engine =>
  toolEngine({
    ...plan,
    needs: PYTHON_NEEDED,
    programs: { [program]: `venv/bin/${program}` },
    inputs: async () => [await requirements()],
    build: async (directory, log) => makePythonEnvironment(await requirements(), directory, log),
  });

/**
 * Makes a virtual environment in `directory/venv` with exactly the given requirements.
 *
 * Scripts in `venv/bin` contain the path of the folder in which they were made, and that folder is renamed later. So
 * start modules with `venv/bin/python -m`. Programs that are not scripts (zizmor) work.
 */
async function makePythonEnvironment(
  requirements: string,
  directory: string,
  log: Log,
): Promise<void> {
  const python = await requirePython();
  const venv = path.join(directory, "venv");
  await execute(python, ["-m", "venv", venv]).catch((error: unknown) => {
    throw new EngineProblem(`${python} makes no virtual environment: install ${PYTHON_NEEDED}`, {
      cause: error,
    });
  });
  const file = path.join(directory, "requirements.txt");
  await writeFile(file, requirements);
  log(`pip install ${requirements.trim().split("\n").length} packages`);
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
  await execute(path.join(venv, "bin", "python"), [...pip, "--no-deps", "-r", file]);
}

export function readRequirements(folder: string): Promise<string> {
  return readFile(path.join(folder, "requirements.txt"), "utf8");
}
