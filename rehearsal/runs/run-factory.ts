import path from "node:path";
import type { PlannedRun, Prepare, RunContext } from "./planned-run.ts";
import { readEventFile, withPayload } from "./event-file.ts";
import { fileEditOf } from "../command-line/failures.ts";
import type { Remembered } from "../workflows/find-workflow.ts";
import { subjectPrefix } from "../github/index.ts";
import type { Preparation } from "./prepare.ts";
import type { Rehearsal } from "../command-line/command-line-options.ts";
import { Runs, type Run, type Start } from "./kept-runs.ts";
import { setupOf, type Setup } from "../world/account.ts";
import { ENVIRONMENTS, readEnvironments, type Environments } from "../world/environments.ts";
import { History } from "../world/history.ts";
import { releaseBefore } from "../world/releases.ts";
import { CONSUMER } from "../world/repositories.ts";
import { CONSUMER_RECORD } from "../world/servers.ts";

/** Makes the runs of a rehearsal, from the repository with its commits and the folder of each run. */
export class RunFactory {
  /** The folder in which the servers of the world keep their data. */
  readonly world: string;
  readonly runs: Runs;
  readonly history: History;
  private readonly rehearsal: Rehearsal;
  private readonly preparation: Pick<Preparation, "source" | "settings">;
  private readonly workflows: Remembered;

  /** @param directory of the world and its runs; @param workflows the remembered choices of workflows */
  constructor(
    directory: string,
    rehearsal: Rehearsal,
    preparation: Pick<Preparation, "source" | "settings">,
    workflows: Remembered,
  ) {
    this.world = path.join(directory, "world");
    this.runs = new Runs(directory);
    const edit = fileEditOf(rehearsal.fail, rehearsal.failAt);
    this.history = new History(path.join(this.world, "repository"), edit);
    this.rehearsal = rehearsal;
    this.preparation = preparation;
    this.workflows = workflows;
  }

  /**
   * Returns the first run: a new run, or another attempt of a run in a kept world.
   * @throws UsageError if there is none
   */
  first(): { run: Run; start?: Start } {
    const { event, keep, run } = this.rehearsal;
    return event === "rerun" && keep !== undefined
      ? this.runs.again(run)
      : { run: this.runs.next() };
  }

  /** Returns the planned run, with the payload of the option --event. @throws UsageError if the run is not possible */
  prepare(prepareRun: Prepare, run: Run, start?: Start): PlannedRun {
    const planned = prepareRun(this.contextOf(run, start), this.rehearsal);
    const { eventFile } = this.rehearsal;
    const fields = eventFile === undefined ? {} : readEventFile(eventFile);
    return { ...planned, scenario: withPayload(planned.scenario, fields) };
  }

  contextOf(run: Run, start?: Start): RunContext {
    const { history, workflows } = this;
    return {
      source: this.preparation.source,
      history,
      workflows,
      start,
      checkOut: (sha) => {
        const directory = path.join(run.directory, "repository");
        history.checkOut(sha, directory);
        return { name: CONSUMER, directory, sha, ref: "refs/heads/main", private: true };
      },
      releaseBefore: (name) => {
        const environment = this.environments().all.find((one) => one.name === name);
        return environment && releaseBefore(this.world, environment);
      },
    };
  }

  /**
   * Returns what must exist according to the files of main: what an administrator creates, not what a pull request
   * requests.
   */
  setup(): Setup {
    const { reviewed, allowTags: tags } = this.rehearsal;
    const { all, notes } = this.environments();
    for (const note of notes) console.log(`note: ${note}`);
    const { settings } = this.preparation;
    return setupOf(all, subjectPrefix(CONSUMER_RECORD), { reviewed, tags, settings });
  }

  /** The environment files of main. */
  private environments(): Environments {
    const main = this.history.main();
    return readEnvironments(main === undefined ? {} : this.history.read(main, ENVIRONMENTS));
  }
}
