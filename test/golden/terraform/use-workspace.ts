import { afterAll, beforeAll } from "@jest/globals";
import { startReplay } from "../../support/replay.ts";
import type { Replay } from "../../support/replay.ts";
import { Workspace } from "./workspace.ts";

/** The providers and the workspace, one of each for all tests of a `describe`. */
export let replay: Replay;
export let workspace: Workspace;

/**
 * Gives the tests of a `describe` an initialised root module of `terraform/` with replayed providers.
 * @param name folder of the root module
 * @param directory where the providers keep their resources; default: in memory
 */
export function useWorkspace(name: string, directory?: string): void {
  beforeAll(async () => {
    replay = await startReplay(directory === undefined ? {} : { directory });
    workspace = new Workspace(name, replay.providers.environment());
    await workspace.init();
  });
  afterAll(async () => {
    workspace.remove();
    await replay.close();
  });
}
