import { isFields, type Fields } from "../objects/types.ts";
import { resourceName } from "../objects/kinds.ts";
import { StatusError } from "../objects/refusals.ts";
import type { Target } from "./target.ts";

export interface User {
  username: string;
  groups: string[];
}

/** What is denied, and to whom. An omitted part matches everything. */
export interface DenyRule {
  username?: string;
  verb?: string;
  /** The plural, with the subresource after a slash: `pods/log`. */
  resource?: string;
  namespace?: string;
}

type Attributes = Omit<DenyRule, "username">;

export const ANONYMOUS: User = { username: "system:anonymous", groups: ["system:unauthenticated"] };

/** The permissions of users: everything except what a rule denies. A request without a token has no permissions. */
export class Access {
  private rules: DenyRule[] = [];

  deny(rule: DenyRule): void {
    this.rules.push(rule);
  }

  clear(): void {
    this.rules = [];
  }

  isAllowed({ username }: User, { verb, resource, namespace = "" }: Attributes): boolean {
    const fits = (wanted: string | undefined, actual: string | undefined) =>
      wanted === undefined || wanted === actual;
    return (
      username !== ANONYMOUS.username &&
      !this.rules.some(
        (rule) =>
          fits(rule.username, username) &&
          fits(rule.verb, verb) &&
          fits(rule.resource, resource) &&
          fits(rule.namespace, namespace),
      )
    );
  }

  /** @throws StatusError 403 with the message of the API server's RBAC authorizer */
  require(user: User, { kind, namespace, name, subresource, verb }: Target): void {
    const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
    const own = kind.plural === "namespaces" ? name : namespace;
    const attributes = { verb, resource, ...(own === undefined ? {} : { namespace: own }) };
    if (this.isAllowed(user, attributes)) return;
    const named = resourceName(kind);
    const subject = name === undefined ? named : `${named} "${name}"`;
    const scope = own === undefined ? "at the cluster scope" : `in the namespace "${own}"`;
    const message = `${subject} is forbidden: User "${user.username}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${scope}`;
    throw new StatusError(403, "Forbidden", message, {
      ...(name === undefined ? {} : { name }),
      ...(kind.group === "" ? {} : { group: kind.group }),
      kind: kind.plural,
    });
  }
}

/** Answers a SelfSubjectAccessReview: whether the user may do what the review describes. The review is never stored. */
export function reviewAccess(review: Fields, access: Access, user: User): Fields {
  const spec = isFields(review["spec"]) ? review["spec"] : {};
  const attributes = isFields(spec["resourceAttributes"]) ? spec["resourceAttributes"] : {};
  const text = (name: string) => (typeof attributes[name] === "string" ? attributes[name] : "");
  const path = [text("resource"), text("subresource")].filter((part) => part !== "");
  const allowed = access.isAllowed(user, {
    verb: text("verb"),
    resource: path.join("/"),
    namespace: text("namespace"),
  });
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    metadata: { creationTimestamp: null },
    spec,
    status: { allowed },
  };
}
