import { ProxyHandler } from "../../../actions/lib/aws/proxy.ts";
import { getSecretValue } from "../../../actions/lib/aws/secrets-manager.ts";
import type { SecretId, SecretVersion } from "../../../actions/lib/aws/secrets-manager.ts";
import { REGION, type Account, type Key } from "../aws/account.ts";
import type { Side } from "../service.ts";

export interface SecretsAccount extends Pick<Account, "guarded" | "putSecret" | "deleteSecret"> {
  /** Reads a secret as the actions do. @param key changes to the key of `tester` */
  get: (id: string, version?: Partial<SecretId>, key?: Partial<Key>) => Promise<SecretVersion>;
}

export function sideOf({ url, key, guarded, ...account }: Account): Side<SecretsAccount> {
  const get: SecretsAccount["get"] = (id, version = {}, other = {}) =>
    getSecretValue(
      { id, stage: undefined, versionId: undefined, ...version },
      { region: REGION, requestHandler: new ProxyHandler(), credentials: { ...key, ...other } },
      { cancelled: new AbortController().signal, environment: { AWS_ENDPOINT_URL: url } },
    );
  const { putSecret, deleteSecret, stop } = account;
  return { client: { get, guarded, putSecret, deleteSecret }, stop };
}
