import type { Access, User } from "./access.ts";
import type { Kind } from "./kinds.ts";
import { isFields, type Fields } from "./patch.ts";

export interface Reviewer {
  access: Access;
  user: User;
  authenticate(token: string): Promise<User | undefined>;
}

/** Answers a question about access or identity. Such objects are never stored. */
export async function review(kind: Kind, given: Fields, reviewer: Reviewer): Promise<Fields> {
  const spec = isFields(given["spec"]) ? given["spec"] : {};
  const answer = (status: Fields): Fields => ({
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: { creationTimestamp: null },
    spec,
    status,
  });
  switch (kind.plural) {
    case "selfsubjectreviews":
      return answer({ userInfo: reviewer.user });
    case "tokenreviews": {
      const user = await reviewer.authenticate(
        typeof spec["token"] === "string" ? spec["token"] : "",
      );
      return answer(
        user === undefined
          ? { user: {}, error: "token is not valid" }
          : { authenticated: true, user },
      );
    }
    case "selfsubjectrulesreviews":
      return answer({
        resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
        nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
        incomplete: true,
      });
    default:
      return answer({ allowed: isAllowed(spec, reviewer) });
  }
}

function isAllowed(spec: Fields, { access, user }: Reviewer): boolean {
  const about = typeof spec["user"] === "string" ? { username: spec["user"], groups: [] } : user;
  const attributes = isFields(spec["resourceAttributes"]) ? spec["resourceAttributes"] : {};
  const text = (name: string) => (typeof attributes[name] === "string" ? attributes[name] : "");
  const sub = text("subresource");
  return access.permits(about, {
    verb: text("verb"),
    group: text("group"),
    resource: sub === "" ? text("resource") : `${text("resource")}/${sub}`,
    namespace: text("namespace"),
    name: text("name"),
  });
}
