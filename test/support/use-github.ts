import { afterAll, beforeAll } from "@jest/globals";
import type { GitHub } from "../../rehearsal/github/index.ts";
import { startFleetGitHub } from "./cloud.ts";

/** The embedded GitHub, one for all tests of a file. */
export let github: GitHub;

/** Gives the tests of a file a GitHub with the fleet's repository. Closes it after the last test. */
export function useGitHub(): void {
  beforeAll(async () => {
    github = await startFleetGitHub();
  });
  afterAll(() => github.close());
}
