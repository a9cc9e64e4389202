import { messageOf } from "../runtime/errors.ts";
import { statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";

/** How GitHub protects an environment. */
export interface EnvironmentProtection {
  /** A person has to approve each job that names it. */
  hasReviewers: boolean;
  /** Only some branches and tags may deploy to it. */
  hasBranchRule: boolean;
}

/** `unreadable` says why the token could not find it out. */
export type FoundEnvironment = EnvironmentProtection | "missing" | { unreadable: string };

/**
 * Reads how GitHub protects an environment. The token needs `actions: read`.
 * https://docs.github.com/rest/deployments/environments#get-an-environment
 */
export async function readProtection(
  { octokit, repository }: GitHubClient,
  name: string,
): Promise<FoundEnvironment> {
  try {
    const { data } = await octokit.rest.repos.getEnvironment({
      ...repository,
      environment_name: name,
    });
    return {
      hasReviewers: (data.protection_rules ?? []).some(
        (rule) =>
          rule.type === "required_reviewers" &&
          "reviewers" in rule &&
          (rule.reviewers ?? []).length > 0,
      ),
      hasBranchRule: (data.deployment_branch_policy ?? null) !== null,
    };
  } catch (error) {
    return statusOf(error) === 404 ? "missing" : { unreadable: messageOf(error) };
  }
}

/**
 * What is wrong with GitHub's environment of an environment file, as sentences.
 * @param promoteFrom the environment that it is promoted from; undefined = images are built for it
 */
export function protectionProblems(
  name: string,
  promoteFrom: string | undefined,
  found: EnvironmentProtection | "missing",
): string[] {
  if (found === "missing")
    return [
      `GitHub has no environment "${name}". With the first job that names it, GitHub would create it without any protection. Create it under Settings, Environments.`,
    ];
  if (promoteFrom === undefined) return [];
  const problems: string[] = [];
  if (!found.hasReviewers)
    problems.push(
      `GitHub's environment "${name}" has no required reviewers, so a promotion from ${promoteFrom} would start without approval. Add reviewers under Settings, Environments.`,
    );
  if (!found.hasBranchRule)
    problems.push(
      `GitHub's environment "${name}" lets every branch deploy. Select the branches and tags that may, under Settings, Environments.`,
    );
  return problems;
}
