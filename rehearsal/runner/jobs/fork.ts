import type { Permissions, RunRequest } from "../request.ts";

interface Side {
  repo?: { id?: number } | null;
}

/**
 * Returns whether the event is a pull request from a fork. Its run gets no secrets and a read-only token.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories
 */
export function isFromFork({ event }: Pick<RunRequest, "event">): boolean {
  if (event.name !== "pull_request") return false;
  const { head, base } = (event.payload["pull_request"] ?? {}) as { head?: Side; base?: Side };
  return head?.repo?.id !== base?.repo?.id;
}

/**
 * Returns the permissions of a fork's job: write becomes read. An OIDC token has no read permission, so there is none.
 */
export const readOnly = (permissions: Permissions): Permissions =>
  Object.fromEntries(
    Object.keys(permissions)
      .filter((name) => name !== "id-token")
      .map((name) => [name, "read"]),
  );
