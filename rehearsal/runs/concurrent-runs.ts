import type { Options } from "../command-line/command-line-options.ts";
import type { Environment } from "../world/environments.ts";
import { holdLease, takeCommitTags } from "../world/seed-conflicts.ts";
import type { Failure } from "../world/failure.ts";
import type { World } from "../world/start.ts";

/** The situation of a run. */
interface Scene {
  world: World;
  /** The environment files of main. */
  files: readonly Environment[];
  /** The run's commit. */
  sha: string;
}

/** Runs a command in the same world, in the middle of another run. */
type RunCommand = (command: string, options: Options) => Promise<void>;

/** What other people and their runs do during a run: the failures that no service causes. */
export class ConcurrentRuns {
  private readonly failure: Failure;
  private readonly runCommand: RunCommand;
  private scene: Scene | undefined;
  private hasWaited = false;
  private pushed = Promise.resolve();

  constructor(failure: Failure, runCommand: RunCommand) {
    this.failure = failure;
    this.runCommand = runCommand;
  }

  /** Handles the start of a run. */
  enter(scene: Scene): void {
    this.scene = scene;
  }

  /**
   * Called while a job waits for its environment. The concurrent change happens in the first such wait.
   * @returns whether other runs ran
   */
  async whileWaiting(environment: string): Promise<boolean> {
    const { leaseHeld, newerCommit } = this.failure;
    if (this.hasWaited || this.scene === undefined) return false;
    this.hasWaited = true;
    const { world, files } = this.scene;
    const file = files.find(({ name }) => name === environment);
    if (leaseHeld === true && file !== undefined) holdLease(world.aws, file);
    if (newerCommit === undefined) return false;
    console.log(`\n── while the run waits for ${environment}, a newer commit goes live`);
    await this.runCommand("deploy", { change: newerCommit });
    for (const { name, promoteFrom = "" } of promotionsTo(files, environment))
      await this.runCommand("promote", { from: promoteFrom, to: name });
    console.log(`\n── the run that waited for ${environment} continues`);
    return true;
  }

  /** Called when a job starts, or when terraform has created an object, which may be a repository. */
  push(): Promise<void> {
    const { scene } = this;
    if (this.failure.commitTagsTaken === true && scene !== undefined)
      this.pushed = this.pushed.then(() => takeCommitTags(scene.world.aws, scene.files, scene.sha));
    return this.pushed;
  }
}

/** Returns the environments of a promotion path. The named environment is the last. */
function promotionsTo(files: readonly Environment[], name: string): Environment[] {
  const found = files.find((one) => one.name === name);
  if (found?.promoteFrom === undefined) return [];
  return [...promotionsTo(files, found.promoteFrom), found];
}
