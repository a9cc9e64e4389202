import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import type { Progress } from "../apply.ts";
import type { Outputs } from "../contract.ts";
import { deployAndWatch } from "../deploy.ts";
import type { Deployment } from "../deploy.ts";
import type { Release } from "../report/release.ts";
import { requireHarmless } from "./guard.ts";
import { keepErroredState, restoreWorkspace } from "./restore.ts";

/**
 * Applies a recorded release once more: its files, its variable files and its images, through the same state. It is
 * watched and verified as any deployment is.
 * @param whenVerified called before it is reported
 * @throws ActionError `rollback-destroys`, `release-not-restorable`, and whatever a deployment can fail with
 */
export async function applyRelease(
  deployment: Deployment,
  store: Store,
  record: ReleaseRecord,
  progress: Progress,
  whenVerified: () => Promise<void>,
): Promise<Outputs> {
  const { inputs, rootModule: initialised } = deployment;
  const { rootModule, variableFiles } = await restoreWorkspace(store, record, initialised);
  const recorded = { ...inputs, images: record.images, variableFiles };
  const verified = async (release: Release): Promise<Release> => {
    await whenVerified();
    const { id, commit } = record;
    return { ...release, id, commit };
  };
  try {
    return await deployAndWatch(
      { ...deployment, inputs: recorded, rootModule },
      {
        progress,
        checkPlan: (_restored, { plan }) => {
          requireHarmless(plan);
        },
        record: verified,
      },
    );
  } finally {
    await keepErroredState(rootModule, initialised);
  }
}
