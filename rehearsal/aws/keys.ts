import { randomBytes } from "node:crypto";
import { openRecords, type Document } from "../base/store.ts";

/** The owner of a key. */
export interface Principal {
  accountId: string;
  /** What GetCallerIdentity says: of a user, or of a role's session. */
  arn: string;
  userId: string;
  /** The role behind a session. */
  roleArn?: string;
  /** The claim check_run_id of the token that a session was issued for: which job of which run it is. */
  checkRunId?: string;
}

export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  /** Temporary keys only. */
  sessionToken?: string;
  /** Milliseconds since 1970; temporary keys only. */
  expiresAt?: number;
  principal: Principal;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Twenty characters as IAM makes them: AKIA for a user, ASIA for a session, AROA for a role's id. */
export function identifier(prefix: "AKIA" | "ASIA" | "AROA" | "AIDA"): string {
  return prefix + Array.from(randomBytes(16), (byte) => ALPHABET[byte % 32]).join("");
}

/** How the programs call themselves in the requests of their S3 backend: `APN/1.0 HashiCorp/1.0 Terraform/1.11.4`. */
const TERRAFORM = /\b(?:Terraform|OpenTofu)\//;

/** Every access key this AWS has issued. */
export class Keys {
  private readonly stored: Document<Record<string, AccessKey>>;
  private readonly callers = new Map<string, Principal>();

  constructor(directory: string | undefined) {
    this.stored = openRecords<AccessKey>(directory, "keys");
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.stored.value[accessKeyId];
  }

  /** Remembers who a request came from, when Terraform sent it. */
  observe(principal: Principal, userAgent: string): void {
    const { checkRunId } = principal;
    if (checkRunId !== undefined && TERRAFORM.test(userAgent))
      this.callers.set(checkRunId, principal);
  }

  /**
   * As whom the Terraform of a job calls AWS. Replayed providers see no credentials, but Terraform reads its state with
   * them before it configures a provider.
   * @returns the session of its last request; before that, the one that the job was given last
   */
  terraformCaller(checkRunId: string): Principal | undefined {
    const ofJob = Object.values(this.stored.value).filter(
      ({ principal }) => principal.checkRunId === checkRunId,
    );
    return this.callers.get(checkRunId) ?? ofJob.at(-1)?.principal;
  }

  /** @param lifetime seconds; undefined = a long-lived key of a user */
  issue(principal: Principal, lifetime?: number): AccessKey {
    const key: AccessKey = {
      accessKeyId: identifier(lifetime === undefined ? "AKIA" : "ASIA"),
      secretAccessKey: randomBytes(30).toString("base64"),
      principal,
    };
    if (lifetime !== undefined) {
      // Real tokens hold +, / and =; clients that encode them wrongly have to fail here too.
      key.sessionToken = `IQoJb3JpZ2luX2Vj+/${randomBytes(120).toString("base64")}==`;
      key.expiresAt = Date.now() + lifetime * 1000;
    }
    this.forgetExpired();
    this.stored.value[key.accessKeyId] = key;
    this.stored.save();
    return key;
  }

  /** Ends a session now, as if its time were over. */
  expire(accessKeyId: string): void {
    const key = this.stored.value[accessKeyId];
    if (key === undefined) throw new Error(`there is no key ${accessKeyId}`);
    key.expiresAt = Date.now() - 1;
    this.stored.save();
  }

  private forgetExpired(): void {
    // A day of grace: a late request still hears that its key has expired, and not that it never was.
    const limit = Date.now() - 24 * 3600 * 1000;
    for (const [id, { expiresAt }] of Object.entries(this.stored.value))
      if (expiresAt !== undefined && expiresAt < limit)
        Reflect.deleteProperty(this.stored.value, id);
  }
}
