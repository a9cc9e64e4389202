import { openRecords, type Document } from "../../base/store.ts";
import { identifier, type Principal } from "../keys.ts";
import { evaluate, unknownElements, type Policy, type PolicyRequest } from "../policy.ts";

export interface Role {
  name: string;
  /** Twelve digits. Default: the home account. */
  accountId?: string;
  /** Who may assume the role. */
  trustPolicy: Policy;
  /** What the role's sessions may do. Without it, they may do everything. */
  permissions?: Policy[];
  /** Seconds. Default: 3600. */
  maxSessionDuration?: number;
  /** Lifetime of its sessions in seconds, regardless of the request. On AWS, no session lives less than 900 seconds. */
  sessionSeconds?: number;
}

export type StoredRole = Role & { id: string; accountId: string };

/** The IAM roles of every account, by ARN. */
export class Roles {
  private readonly stored: Document<Record<string, StoredRole>>;
  private readonly home: string;

  /** @param home the account of roles that name no account */
  constructor(directory: string | undefined, home: string) {
    this.stored = openRecords<StoredRole>(directory, "roles");
    this.home = home;
  }

  /** Creates or replaces a role. @throws Error if a policy contains elements that are not evaluated here */
  put(role: Role): void {
    const unknown = [role.trustPolicy, ...(role.permissions ?? [])].flatMap(unknownElements);
    if (unknown.length > 0)
      throw new Error(`role ${role.name}: the rehearsal does not evaluate ${unknown.join(", ")}`);
    const { accountId = this.home } = role;
    const arn = roleArn(accountId, role.name);
    const id = this.stored.value[arn]?.id ?? identifier("AROA");
    this.stored.value[arn] = { ...role, accountId, id };
    this.stored.save();
  }

  /** Finds a role. @param arn the role's ARN, with or without a path */
  find(arn: string): StoredRole | undefined {
    const [, accountId = "", path = ""] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
    return this.stored.value[roleArn(accountId, path.split("/").at(-1) ?? "")];
  }

  /**
   * Evaluates the identity policies of a caller's role. A user may do everything.
   * @returns AWS's complete sentence, which names the missing statement; undefined if the call is allowed
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
   */
  denial(
    { arn, roleArn: role }: Principal,
    request: Omit<PolicyRequest, "principal"> & { resource: string },
  ): string | undefined {
    if (role === undefined) return undefined;
    const { permissions } = this.find(role) ?? { permissions: [] };
    if (permissions === undefined) return undefined;
    const verdicts = permissions.map((policy) => evaluate(policy, { ...request, principal: {} }));
    if (verdicts.includes("deny"))
      return deniedCall(arn, request, "with an explicit deny in an identity-based policy");
    if (verdicts.includes("allow")) return undefined;
    return deniedCall(
      arn,
      request,
      `because no identity-based policy allows the ${request.action} action`,
    );
  }
}

/** Returns the ARN of a role without a path. */
export const roleArn = (accountId: string, name: string): string =>
  `arn:aws:iam::${accountId}:role/${name}`;

/** Makes AWS's message for a call that a policy refuses. */
export function deniedCall(
  arn: string,
  { action, resource }: { action: string; resource: string },
  reason: string,
): string {
  // Only S3 puts the resource in quotes.
  const shown = action.startsWith("s3:") ? `"${resource}"` : resource;
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${shown} ${reason}`;
}
