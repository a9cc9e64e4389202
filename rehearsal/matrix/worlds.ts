import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Report } from "../report/result.ts";
import { isBundled } from "../base/bundled.ts";
import { ROOT } from "../world/repositories.ts";
import type { Edit, WorldName } from "./cell.ts";

/** The worlds from which cells start. Each world is made by a command line that runs in a copy of another world. */
const WORLDS: Readonly<
  Record<WorldName, { from: WorldName; argv: readonly string[] } | undefined>
> = {
  new: undefined,
  deployed: { from: "new", argv: ["deploy"] },
  "deployed twice": { from: "deployed", argv: ["deploy", "--change", "backend"] },
  promoted: { from: "deployed", argv: ["promote", "--from", "dev", "--to", "staging"] },
  "promoted, and changed": { from: "promoted", argv: ["deploy", "--change", "backend"] },
};

const CLI = path.join(ROOT, isBundled ? "dist/rehearse/index.js" : "rehearsal/cli.ts");

/** The repository of the cells. By default, the package's program would rehearse the current folder instead. */
const EXAMPLE = path.join(ROOT, "examples/fleet");

/** The result of a rehearsal in a process of its own. */
export interface Finished {
  exitCode: number | null;
  /** The output. */
  text: string;
  /** Undefined if the command line or the workflow was refused. */
  result: Report | undefined;
}

/** A world after a run. It never changes: later runs use a copy of it. */
export interface Moment {
  /** All runs so far, including the last one. Two moments with the same history are the same moment. */
  history: string;
  /** The folder for `--keep`. It does not exist before the first run. */
  keep: string;
  run: Finished;
}

/** The result before any run. */
const BEGINNING: Finished = { exitCode: 0, text: "", result: undefined };

/**
 * Worlds and repositories in a temporary folder. Many cells begin with the same runs as another cell or a prepared
 * world, and a rehearsal takes seconds. Therefore each history is run only once, and later runs start from a copy of
 * its world.
 */
export class Worlds {
  private readonly directory: string;
  private readonly rehearse: typeof rehearseApart;
  private readonly moments = new Map<string, Promise<Moment>>();
  private readonly repositories = new Map<string, string>();

  /** @param rehearse runs a command line in the world of a folder */
  constructor(directory: string, rehearse = rehearseApart) {
    this.directory = directory;
    this.rehearse = rehearse;
  }

  /** Returns the world of this name. @throws Error if the run that makes it fails */
  async prepare(name: WorldName): Promise<Moment> {
    const recipe = WORLDS[name];
    if (recipe === undefined)
      return { history: "", keep: path.join(this.directory, "nothing"), run: BEGINNING };
    const moment = await this.after(await this.prepare(recipe.from), recipe.argv);
    const { exitCode, text } = moment.run;
    if (exitCode !== 0) throw new Error(`the world "${name}" cannot be prepared:\n${text}`);
    return moment;
  }

  /**
   * Returns the world after one more run. If the same run was requested before, its result is reused.
   * @param edits the changes to the example repository
   */
  after(from: Moment, argv: readonly string[], edits: readonly Edit[] = []): Promise<Moment> {
    const history = `${from.history}${JSON.stringify([argv, edits])}\n`;
    const moment = this.moments.get(history) ?? this.run(from, argv, edits, history);
    this.moments.set(history, moment);
    return moment;
  }

  private async run(
    from: Moment,
    argv: readonly string[],
    edits: readonly Edit[],
    history: string,
  ): Promise<Moment> {
    const keep = path.join(this.directory, `run ${this.moments.size + 1}`, "kept");
    if (existsSync(from.keep)) cpSync(from.keep, keep, { recursive: true });
    else mkdirSync(path.dirname(keep), { recursive: true });
    const run = await this.rehearse([...argv, "--repo", this.repository(edits)], keep);
    return { history, keep, run };
  }

  /**
   * Makes a copy of the example repository with the edits. No run changes it.
   * @throws Error if an edit does not apply
   */
  private repository(edits: readonly Edit[]): string {
    const key = JSON.stringify(edits);
    const earlier = this.repositories.get(key);
    if (earlier !== undefined) return earlier;
    const folder = path.join(this.directory, `repository ${this.repositories.size + 1}`);
    cpSync(EXAMPLE, folder, { recursive: true });
    for (const [file, text, replacement] of edits) {
      const before = readFileSync(path.join(folder, file), "utf8");
      if (!before.includes(text)) throw new Error(`${file} does not have "${text}"`);
      writeFileSync(path.join(folder, file), before.replace(text, replacement));
    }
    this.repositories.set(key, folder);
    return folder;
  }
}

/**
 * Runs the rehearsal in a process of its own, started in the same way as this process.
 * @param keep folder of its world
 */
export async function rehearseApart(argv: readonly string[], keep: string): Promise<Finished> {
  const json = `${keep}.json`;
  rmSync(json, { force: true });
  const child = spawn(
    process.execPath,
    [...process.execArgv, CLI, ...argv, "--keep", keep, "--json", json],
    // Wide output, so that texts that a cell expects are not wrapped.
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
