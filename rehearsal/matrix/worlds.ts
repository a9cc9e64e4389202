import { spawn } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Report } from "../report/result.ts";
import { isBundled } from "../base/bundled.ts";
import { ROOT } from "../world/repositories.ts";
import type { Edit, WorldName } from "./cell.ts";

/** The worlds from which cells start: each is made by a command line, in a copy of another one. */
const WORLDS: Readonly<Record<WorldName, { from: WorldName; command: string } | undefined>> = {
  new: undefined,
  deployed: { from: "new", command: "deploy" },
  "deployed twice": { from: "deployed", command: "deploy --change backend" },
  promoted: { from: "deployed", command: "promote --from dev --to staging" },
  "promoted, and changed": { from: "promoted", command: "deploy --change backend" },
};

const CLI = path.join(ROOT, isBundled ? "dist/rehearse/index.js" : "rehearsal/cli.ts");

/** The program of the package rehearses the folder where it runs, unless another one is named. */
const EXAMPLE = path.join(ROOT, "examples/fleet");

/** What a run of the rehearsal in a process of its own ended with. */
export interface Finished {
  exitCode: number | null;
  /** What it printed. */
  text: string;
  /** Undefined when the command line or the workflow was refused. */
  result: Report | undefined;
}

/** Folders of prepared worlds and of the cells' own, in a temporary folder. */
export class Worlds {
  private readonly directory: string;
  private readonly prepared = new Map<WorldName, Promise<string>>();

  constructor(directory: string) {
    this.directory = directory;
  }

  /** A copy of a prepared world, and of the example repository with the edits. */
  async copy(
    world: WorldName,
    name: string,
    edits: readonly Edit[],
  ): Promise<{ keep: string; repository: string }> {
    const folder = path.join(this.directory, name);
    const [keep, repository] = [path.join(folder, "kept"), path.join(folder, "repository")];
    const source = await this.prepare(world);
    if (existsSync(source)) cpSync(source, keep, { recursive: true });
    cpSync(EXAMPLE, repository, { recursive: true });
    for (const [file, text, replacement] of edits) {
      const before = readFileSync(path.join(repository, file), "utf8");
      if (!before.includes(text)) throw new Error(`${file} does not have "${text}"`);
      writeFileSync(path.join(repository, file), before.replace(text, replacement));
    }
    return { keep, repository };
  }

  private prepare(world: WorldName): Promise<string> {
    const folder = path.join(this.directory, `world ${world}`);
    const preparing = this.prepared.get(world) ?? this.make(world, folder);
    this.prepared.set(world, preparing);
    return preparing;
  }

  private async make(world: WorldName, folder: string): Promise<string> {
    const recipe = WORLDS[world];
    if (recipe === undefined) return folder;
    const { from, command } = recipe;
    const source = await this.prepare(from);
    if (existsSync(source)) cpSync(source, folder, { recursive: true });
    const argv = [...command.split(" "), "--repo", EXAMPLE];
    const { exitCode, text } = await rehearseApart(argv, folder);
    if (exitCode !== 0) throw new Error(`the world "${world}" cannot be prepared:\n${text}`);
    return folder;
  }
}

/** Runs the rehearsal in a process of its own, as this one was started. @param keep folder of its world */
export async function rehearseApart(argv: readonly string[], keep: string): Promise<Finished> {
  const json = `${keep}.json`;
  rmSync(json, { force: true });
  const child = spawn(
    process.execPath,
    [...process.execArgv, CLI, ...argv, "--keep", keep, "--json", json],
    // Words that a cell expects stand on one line.
    {
      cwd: ROOT,
      env: { ...process.env, COLUMNS: "10000" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const result = existsSync(json) ? (JSON.parse(readFileSync(json, "utf8")) as Report) : undefined;
  return { exitCode, text, result };
}
