import { afterEach, beforeAll, beforeEach } from "@jest/globals";
import { ACCOUNT, BUCKET, REGION } from "../cloud.ts";
import { cloud, useCloud } from "../use-cloud.ts";
import type { ScriptedApi } from "./api.ts";
import { startCluster } from "./deployments.ts";

export { cloud };
/** The cluster of dev; each test gets a new one. */
export let api: ScriptedApi;

/** Gives each test of a file the cluster of dev, and an empty bucket for its releases. */
export function useFleet(): void {
  useCloud();
  beforeAll(() => {
    cloud.aws.s3.create(BUCKET, ACCOUNT, REGION);
  });
  beforeEach(async () => {
    api = await startCluster(cloud);
  });
  afterEach(async () => {
    cloud.aws.faults.clear();
    await api.close();
    const bucket = cloud.aws.s3.find(BUCKET);
    for (const name of Object.keys(bucket?.objects ?? {}))
      Reflect.deleteProperty(bucket!.objects, name);
  });
}
