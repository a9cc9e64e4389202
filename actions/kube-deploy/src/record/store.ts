import { openReleaseStore } from "../../../lib/releases/held-lease.ts";
import type { Store } from "../../../lib/releases/store.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs } from "../contract.ts";

/** Whether verified releases are kept. */
export const keepsReleases = ({ record, bucket }: Pick<Partial<Inputs>, "record" | "bucket">) =>
  record === "store" || (record === undefined && bucket !== undefined);

/** The release store of the environment. inputs.ts makes sure that bucket and region are there. */
export const openStoreOf = (inputs: Inputs, rootModule: RootModule): Store =>
  openReleaseStore(
    {
      environment: inputs.environment,
      bucket: inputs.bucket ?? "",
      region: inputs.awsRegion ?? "",
      accountId: inputs.expectedAccountId,
    },
    rootModule,
  );
