import { openReleaseStore } from "../../../lib/releases/held-lease.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { readS3Backend } from "../../../lib/terraform/backend.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs } from "../contract.ts";

/** Returns whether verified releases are recorded. */
export const keepsReleases = ({ record, bucket }: Pick<Partial<Inputs>, "record" | "bucket">) =>
  record === "store" || (record === undefined && bucket !== undefined);

/**
 * Opens the release store of the environment. inputs.ts makes sure that bucket and region are given. In the state's
 * bucket, the store uses the state's encryption, even without a lease that says how to encrypt: the bucket may refuse
 * objects without encryption settings.
 */
export async function openStoreOf(inputs: Inputs, rootModule: RootModule): Promise<Store> {
  const { environment, bucket = "", awsRegion = "", expectedAccountId } = inputs;
  const state = await readS3Backend(rootModule.directory, rootModule.environment);
  const encryption = state?.bucket === bucket ? state.encryption : undefined;
  const place = {
    environment,
    bucket,
    region: awsRegion,
    accountId: expectedAccountId,
    encryption,
  };
  return openReleaseStore(place, rootModule);
}
