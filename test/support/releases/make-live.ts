import { withLiveRelease, writeCurrent } from "../../../actions/lib/releases/current.ts";
import type { Current } from "../../../actions/lib/releases/current.ts";
import type { ReleaseRecord } from "../../../actions/lib/releases/record.ts";
import type { Store } from "../../../actions/lib/releases/store.ts";
import { holderNamed } from "./memory-store.ts";

/** Makes a release the first live release of the store's environment. */
export async function makeLive(store: Store, release: ReleaseRecord): Promise<Current> {
  const now = new Date(await store.now());
  const live = withLiveRelease(undefined, release, new Map(), now, holderNamed("deploy"));
  await writeCurrent(store, live, undefined);
  return live;
}
