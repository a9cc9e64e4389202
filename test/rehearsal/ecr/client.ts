import { ECRClient } from "@aws-sdk/client-ecr";
import { REGION, type Account, type Key } from "../aws/account.ts";
import type { Side } from "../service.ts";

export interface EcrAccount extends Pick<Account, "pushImage" | "guarded"> {
  ecr: ECRClient;
  /** Returns a client that signs with another key. */
  as: (key: Partial<Key>) => ECRClient;
}

export function sideOf({ url, key, pushImage, guarded, stop }: Account): Side<EcrAccount> {
  const options = { endpoint: url, region: REGION, maxAttempts: 1 };
  const as = (other: Partial<Key>): ECRClient =>
    new ECRClient({ ...options, credentials: { ...key, ...other } });
  return { client: { ecr: as({}), as, pushImage, guarded }, stop };
}
