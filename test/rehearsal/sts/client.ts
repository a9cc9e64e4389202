import { STSClient } from "@aws-sdk/client-sts";
import { REGION, type Account, type Key } from "../aws/account.ts";
import type { Side } from "../service.ts";

export interface StsAccount extends Pick<Account, "url" | "idToken" | "guarded"> {
  /** Returns a client that signs with the key of `tester`, changed by `key`. */
  as: (key: Partial<Key>) => STSClient;
}

export function sideOf({ url, key, idToken, guarded, stop }: Account): Side<StsAccount> {
  const options = { endpoint: url, region: REGION, maxAttempts: 1 };
  const as = (other: Partial<Key>): STSClient =>
    new STSClient({ ...options, credentials: { ...key, ...other } });
  return { client: { url, idToken, guarded, as }, stop };
}
