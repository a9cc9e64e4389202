import { randomBytes } from "node:crypto";
import { openRecords, type Document } from "../base/store.ts";

/** The owner of a key. */
export interface Principal {
  accountId: string;
  /** The ARN that GetCallerIdentity returns: of a user, or of a role's session. */
  arn: string;
  userId: string;
  /** The role that a session belongs to. */
  roleArn?: string;
  /** The claim check_run_id of the token that a session was issued for. It identifies the job and the run. */
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

/** Makes an identifier of twenty characters, as IAM does: AKIA for a user, ASIA for a session, AROA for a role's id. */
export function identifier(prefix: "AKIA" | "ASIA" | "AROA" | "AIDA"): string {
  return prefix + Array.from(randomBytes(16), (byte) => ALPHABET[byte % 32]).join("");
}

/**
 * How Terraform and OpenTofu identify themselves in the requests of their S3 backend: `APN/1.0 HashiCorp/1.0
 * Terraform/1.11.4`.
 */
const TERRAFORM = /\b(?:Terraform|OpenTofu)\//;

/** Every access key that this AWS has issued. */
export class Keys {
  private readonly stored: Document<Record<string, AccessKey>>;
  private readonly callers = new Map<string, Principal>();

  constructor(directory: string | undefined) {
    this.stored = openRecords<AccessKey>(directory, "keys");
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.stored.value[accessKeyId];
  }

  /** Remembers the principal of a request if Terraform sent the request. */
  observe(principal: Principal, userAgent: string): void {
    const { checkRunId } = principal;
    if (checkRunId !== undefined && TERRAFORM.test(userAgent))
      this.callers.set(checkRunId, principal);
  }

  /**
   * Finds the identity that a job's Terraform uses for AWS. Replayed providers see no credentials, but Terraform reads
   * its state with those credentials before it configures a provider.
   * @returns the session of Terraform's last request; before its first request, the session that was last issued to the
   *   job
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
      // Real tokens contain +, / and =. Clients that encode these characters wrongly must fail here too.
      key.sessionToken = `IQoJb3JpZ2luX2Vj+/${randomBytes(120).toString("base64")}==`;
      key.expiresAt = Date.now() + lifetime * 1000;
    }
    this.forgetExpired();
    this.stored.value[key.accessKeyId] = key;
    this.stored.save();
    return key;
  }

  /** Expires a session now. */
  expire(accessKeyId: string): void {
    const key = this.stored.value[accessKeyId];
    if (key === undefined) throw new Error(`there is no key ${accessKeyId}`);
    key.expiresAt = Date.now() - 1;
    this.stored.save();
  }

  private forgetExpired(): void {
    // One day longer than the key's lifetime: a late request must be told that its key has expired, not that the key
    // does not exist.
    const limit = Date.now() - 24 * 3600 * 1000;
    for (const [id, { expiresAt }] of Object.entries(this.stored.value))
      if (expiresAt !== undefined && expiresAt < limit)
        Reflect.deleteProperty(this.stored.value, id);
  }
}
