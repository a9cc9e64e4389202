import { StatusError } from "./errors.ts";
import type { Target } from "./requests.ts";

export interface User {
  username: string;
  groups: string[];
}

/** Who may not do what. A part that is left out, or `*`, fits everything. */
export interface DenyRule {
  username?: string;
  verb?: string;
  /** Plural, with the subresource behind a slash: `pods/log`. */
  resource?: string;
  namespace?: string;
}

export interface Question {
  verb: string;
  resource: string;
  group: string;
  namespace?: string | undefined;
  name?: string | undefined;
}

export const ANONYMOUS: User = { username: "system:anonymous", groups: ["system:unauthenticated"] };

/** What users may do: everything, except what a rule denies. Nobody without a token may do anything. */
export class Access {
  private readonly rules: DenyRule[] = [];

  deny(rule: DenyRule): void {
    this.rules.push(rule);
  }

  allow(): void {
    this.rules.length = 0;
  }

  permits(user: User, question: Question): boolean {
    if (user.username === ANONYMOUS.username) return false;
    const fits = (wanted: string | undefined, actual: string) =>
      wanted === undefined || wanted === "*" || wanted === actual;
    return !this.rules.some(
      (rule) =>
        fits(rule.username, user.username) &&
        fits(rule.verb, question.verb) &&
        fits(rule.resource, question.resource) &&
        fits(rule.namespace, question.namespace ?? ""),
    );
  }

  /** @throws StatusError 403 in the words of the API server's RBAC authorizer */
  require(user: User, target: Target): void {
    const { kind, namespace, name, subresource, verb } = target;
    const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
    const own = kind.plural === "namespaces" ? name : namespace;
    const question = { verb, resource, group: kind.group, namespace: own, name };
    if (this.permits(user, question)) return;
    const named = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
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
