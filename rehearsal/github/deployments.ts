import { fitsWildcard } from "../base/wildcard.ts";
import type { EnvironmentRecord } from "./records.ts";
import type { World } from "./world.ts";

/** A job that is about to run in an environment. */
interface Deployment {
  /** owner/name */
  repository: string;
  environment: string;
  ref: string;
  runId: number;
}

/** The decision of the required reviewers. */
interface Review {
  state: "approved" | "rejected";
  comment: string;
}

/** The result of an environment's protection rules for a job. */
interface Gate {
  /** The environment did not exist, so GitHub created it without any protection rules. */
  created: boolean;
  /** Unset if no approval is required. */
  approval?: Review & { user: string };
}

/**
 * Applies the protection rules of an environment to a job, and records the approval or rejection. A job that may not
 * run because of its branch is refused before any reviewer is asked.
 * https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments
 * @throws Error in GitHub's words if the branch may not deploy there
 */
export function passGate(world: World, deployment: Deployment, review: Review): Gate {
  const { repository, environment: name, ref, runId } = deployment;
  const existing = world.environment(repository, name);
  const environment = existing ?? world.putEnvironment({ repository, name, reviewers: [] });
  requireBranch(environment, ref);
  const created = existing === undefined;
  const [user] = environment.reviewers;
  if (user === undefined) return { created };
  world.approvals.push({
    repository,
    runId,
    environment: environment.name,
    user,
    ...review,
  });
  world.save();
  return { created, approval: { ...review, user } };
}

function requireBranch({ name, branches, tags }: EnvironmentRecord, ref: string): void {
  const [, kind = "", short = ref] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (branches === undefined && tags === undefined) return;
  const patterns = { heads: branches, tags }[kind] ?? [];
  if (patterns.some((pattern) => fits(pattern, short))) return;
  const what = kind === "tags" ? "Tag" : "Branch";
  throw new Error(
    `${what} "${short}" is not allowed to deploy to ${name} due to environment protection rules.`,
  );
}

/** A star in a rule's pattern is any text without a slash. */
const fits = (pattern: string, name: string): boolean => fitsWildcard(pattern, name, "[^/]*");
