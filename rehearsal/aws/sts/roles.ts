import { Document, dictionary } from "../../base/store.ts";
import { evaluate, policyProblems, type Policy, type PolicyRequest } from "../policy.ts";
import { identifier } from "../keys.ts";

export interface Role {
  name: string;
  /** Who may assume it. */
  trustPolicy: Policy;
  /** What its sessions may do; without it they may do everything. */
  permissions?: Policy[];
  /** Seconds; 3600 unless told. */
  maxSessionDuration?: number;
}

/** The IAM roles of the account. */
export class Roles {
  private readonly world: Document<Record<string, Role & { id: string }>>;
  private readonly accountId: string;

  constructor(directory: string | undefined, accountId: string) {
    this.world = new Document<Record<string, Role & { id: string }>>(
      directory,
      "roles",
      dictionary(),
      dictionary,
    );
    this.accountId = accountId;
  }

  /** Creates or replaces a role. @throws Error when a policy uses what is not evaluated here */
  put(role: Role): void {
    const problems = [role.trustPolicy, ...(role.permissions ?? [])].flatMap(policyProblems);
    if (problems.length > 0)
      throw new Error(`role ${role.name}: a policy has an unsupported ${problems.join(", ")}`);
    const id = this.world.value[role.name]?.id ?? identifier("AROA");
    this.world.value[role.name] = { ...role, id };
    this.world.save();
  }

  remove(name: string): void {
    Reflect.deleteProperty(this.world.value, name);
    this.world.save();
  }

  /** @param arn a role's, with or without a path */
  find(arn: string): (Role & { id: string }) | undefined {
    const prefix = `arn:aws:iam::${this.accountId}:role/`;
    if (!arn.startsWith(prefix)) return undefined;
    return this.world.value[arn.split("/").at(-1) ?? ""];
  }

  arnOf(name: string): string {
    return `arn:aws:iam::${this.accountId}:role/${name}`;
  }

  /** Whether a role's permissions let its sessions do this. */
  permits(arn: string, request: Omit<PolicyRequest, "principal">): boolean {
    const role = this.find(arn);
    if (role?.permissions === undefined) return role !== undefined;
    const verdicts = role.permissions.map((policy) =>
      evaluate(policy, { ...request, principal: {} }),
    );
    return verdicts.includes("allow") && !verdicts.includes("deny");
  }
}
