import { messageOf } from "../runtime/errors.ts";
import { readState } from "./read.ts";
import type { RootModule } from "./root-module.ts";
import { resourcesOf } from "./state.ts";

/**
 * Which of the changes that failed have left an object that exists: the state has it as tainted.
 * https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax#creation-time-provisioners
 * @param failed addresses
 * @returns undefined when the state was not read: it cannot be, or the job is cancelled
 */
export async function readTainted(
  rootModule: RootModule,
  failed: readonly string[],
): Promise<string[] | undefined> {
  if (failed.length === 0) return [];
  const { job } = rootModule;
  if (job.cancelled.aborted) return undefined;
  try {
    const isTainted = new Set(
      resourcesOf(await readState(rootModule)).flatMap(({ address, tainted }) =>
        tainted === true ? [address] : [],
      ),
    );
    return failed.filter((address) => isTainted.has(address));
  } catch (error) {
    job.log.info(`the state was not read after the apply failed: ${messageOf(error)}`);
    return undefined;
  }
}
