import { afterAll, beforeAll } from "@jest/globals";
import { startCloud } from "./cloud.ts";
import type { Cloud } from "./cloud.ts";

/** GitHub and AWS, one of each for all tests of a file. */
export let cloud: Cloud;

/** Gives the tests of a file GitHub and AWS. Closes them after the last test. */
export function useCloud(): void {
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.close());
}
