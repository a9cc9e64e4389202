import { afterAll, beforeAll } from "@jest/globals";
import type { GitHub } from "../../rehearsal/github/index.ts";
import { startFleetGitHub } from "./cloud.ts";

/** One for all tests of a file. */
export let github: GitHub;

/** Gives the tests of a file GitHub with the repository of the fleet; it is closed behind the last one. */
export function useGitHub(): void {
  beforeAll(async () => {
    github = await startFleetGitHub();
  });
  afterAll(() => github.close());
}
