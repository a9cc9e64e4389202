import { openReleaseStore } from "../../../lib/releases/held-lease.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { readS3Backend } from "../../../lib/terraform/backend.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs } from "../contract.ts";

/** Whether verified releases are kept. */
export const keepsReleases = ({ record, bucket }: Pick<Partial<Inputs>, "record" | "bucket">) =>
  record === "store" || (record === undefined && bucket !== undefined);

/**
 * The release store of the environment. inputs.ts makes sure that bucket and region are there. In the bucket of the state it is
 * encrypted as the state is, also without a lease, which says how: the bucket may refuse what says nothing.
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
