import { messageOf } from "../runtime/errors.ts";
import { readState } from "./read.ts";
import type { RootModule } from "./root-module.ts";
import { resourcesOf } from "./state.ts";

/**
 * Returns which of the failed changes have left an existing object: the state marks it as tainted.
 * https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax#creation-time-provisioners
 * @param failed addresses
 * @returns undefined if the state was not read: it is unreadable, or the job is cancelled
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
