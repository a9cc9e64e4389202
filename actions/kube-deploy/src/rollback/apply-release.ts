import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { State } from "../../../lib/terraform/state.ts";
import type { Progress } from "../apply.ts";
import type { Outputs } from "../contract.ts";
import { deployAndWatch } from "../deploy.ts";
import type { Deployment } from "../deploy.ts";
import type { Release } from "../report/release.ts";
import { handOverRecorded } from "../hand-over.ts";
import { requireHarmless } from "./guard.ts";
import { keepErroredState, restoreWorkspace } from "./restore.ts";
import { explainStuck, unstickStatefulSets } from "./unstick.ts";

/**
 * Applies a recorded release again: its files, variable files and images, with the same state. It is watched and
 * verified like any deployment.
 * @param whenVerified called before the release is reported
 * @throws ActionError `rollback-destroys`, `release-not-restorable`, and every failure of a deployment
 */
export async function applyRelease(
  deployment: Deployment,
  store: Store,
  record: ReleaseRecord,
  progress: Progress,
  whenVerified: () => Promise<void>,
): Promise<Outputs> {
  const { inputs, rootModule: initialised } = deployment;
  const restored = await restoreWorkspace(store, record, initialised);
  const { inputs: recorded, rootModule } = await handOverRecorded(
    { ...inputs, images: record.images, variableFiles: restored.variableFiles },
    record.outputs,
    restored.rootModule,
  );
  const verified = async (release: Release): Promise<Release> => {
    await whenVerified();
    const { id, commit } = record;
    return { ...release, id, commit };
  };
  const { client } = deployment;
  const { job } = initialised;
  let applied: State | undefined;
  try {
    return await deployAndWatch(
      { ...deployment, inputs: recorded, rootModule },
      {
        progress,
        checkPlan: (_restored, { plan }) => {
          requireHarmless(plan);
        },
        afterApply: async (state) => {
          applied = state;
          if (inputs.unstickStatefulsets) await unstickStatefulSets(client, state, job);
        },
        record: verified,
      },
    );
  } catch (error) {
    if (!(error instanceof ActionError) || applied === undefined) throw error;
    throw await explainStuck(error, client, applied, job);
  } finally {
    await keepErroredState(rootModule, initialised);
  }
}
