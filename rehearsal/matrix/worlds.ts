import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Report } from "../report/result.ts";
import { isBundled } from "../base/bundled.ts";
import { ROOT } from "../world/repositories.ts";
import type { Edit, WorldName } from "./cell.ts";

/** The worlds from which cells start: each is made by a command line, in a copy of another one. */
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

/** A world behind a run, as it stays: whoever goes on does so in a copy. */
export interface Moment {
  /** What came before, the last run included: two moments of the same history are the same one. */
  history: string;
  /** What `--keep` names; nothing is there before the first run. */
  keep: string;
  run: Finished;
}

/** Nothing has been run yet. */
const BEGINNING: Finished = { exitCode: 0, text: "", result: undefined };

/**
 * Worlds and repositories in a temporary folder. Many cells begin with what another cell or a prepared world runs too, and a
 * rehearsal takes seconds: each history is run once, and its world is copied by whoever goes on from there.
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

  /** The world of this name. @throws Error when the run that makes it fails */
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
   * The world behind one more run, which has been run before where somebody asked for the same.
   * @param edits what is different in the example repository
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

  /** A copy of the example repository with the edits. No run changes it. @throws Error when an edit does not fit */
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
