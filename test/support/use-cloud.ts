import { afterAll, beforeAll } from "@jest/globals";
import { startCloud } from "./cloud.ts";
import type { Cloud } from "./cloud.ts";

/** One for all tests of a file. */
export let cloud: Cloud;

/** Gives the tests of a file GitHub and AWS; they are closed behind the last one. */
export function useCloud(): void {
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.close());
}
