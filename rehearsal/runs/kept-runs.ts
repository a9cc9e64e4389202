import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import type { Scenario } from "../scenarios.ts";

/** A run of a workflow, or another attempt of a run. Each has a folder of its own. */
export interface Run {
  number: number;
  attempt: number;
  directory: string;
}

/** What started a run, with everything that is needed to repeat it. */
export interface Start {
  scenario: Scenario;
  sha: string;
  /** Path of the workflow's file. */
  workflow: string;
}

const FILE = "start.json";

/** 3 is the first attempt of run 3, 3-2 is the second attempt. */
const nameOf = (number: number, attempt: number): string =>
  attempt === 1 ? String(number) : `${number}-${attempt}`;

/** The runs of a world. In a kept world, their numbers continue. */
export class Runs {
  private readonly directory: string;

  /** @param directory of the world with its runs */
  constructor(directory: string) {
    this.directory = path.join(directory, "runs");
  }

  /** Returns the next run. Its folder is created when the first file is written to it. */
  next(): Run {
    const numbers = this.names().map(Number).filter(Number.isInteger);
    return this.at(Math.max(0, ...numbers) + 1, 1);
  }

  /**
   * Returns another attempt of a run, at the same commit and with the same event.
   * @param number default: the last run
   * @throws UsageError if there is no such run
   */
  again(number?: number): { run: Run; start: Start } {
    const numbers = this.names()
      .filter((name) => existsSync(path.join(this.directory, name, FILE)))
      .map(Number)
      .filter(Number.isInteger)
      .sort((a, b) => a - b);
    const chosen = number ?? numbers.at(-1);
    if (chosen === undefined || !numbers.includes(chosen))
      throw new UsageError(
        `rerun: the kept world has no run${chosen === undefined ? "" : ` ${chosen}`}. Expected ${numbers.length === 0 ? "a world with a run: deploy to it first" : `one of ${numbers.join(", ")}`}.`,
      );
    let attempt = 2;
    while (this.names().includes(nameOf(chosen, attempt))) attempt += 1;
    const file = path.join(this.at(chosen, 1).directory, FILE);
    const start = JSON.parse(readFileSync(file, "utf8")) as Start;
    return { run: this.at(chosen, attempt), start };
  }

  /** Saves what started a run. */
  keep({ directory }: Run, start: Start): void {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, FILE), JSON.stringify(start));
  }

  /** Returns the folder in which a run keeps its artifacts. */
  artifactsOf({ number, attempt }: Pick<Run, "number" | "attempt">): string {
    return path.join(this.at(number, attempt).directory, "artifacts");
  }

  private names(): string[] {
    return existsSync(this.directory) ? readdirSync(this.directory) : [];
  }

  private at(number: number, attempt: number): Run {
    return { number, attempt, directory: path.join(this.directory, nameOf(number, attempt)) };
  }
}
