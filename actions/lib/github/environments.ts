import { describeMissing } from "./advice.ts";
import { statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";

/** How GitHub protects an environment. */
export interface EnvironmentProtection {
  /** A person must approve each job that names the environment. */
  hasReviewers: boolean;
  /** Which branches and tags may deploy to the environment: all, protected branches, or those that a rule names. */
  refs: "all" | "protected" | readonly RefRule[];
}

/** A rule that lets branches or tags deploy. */
interface RefRule {
  type: "branch" | "tag";
  /** A name, or a pattern such as `v*`. */
  pattern: string;
}

/** The answer for an environment. `unreadable` says why the token could not read it, and what to do about it. */
export type FoundEnvironment = EnvironmentProtection | "missing" | { unreadable: string };

/**
 * Reads how GitHub protects an environment. The token needs `actions: read`.
 * https://docs.github.com/rest/deployments/environments#get-an-environment
 */
export async function readProtection(
  client: GitHubClient,
  name: string,
): Promise<FoundEnvironment> {
  try {
    const data = await findEnvironment(client, name);
    if (data === undefined) return "missing";
    return {
      hasReviewers: (data.protection_rules ?? []).some(
        (rule) =>
          rule.type === "required_reviewers" &&
          "reviewers" in rule &&
          (rule.reviewers ?? []).length > 0,
      ),
      refs: await readRefs(client, name, data.deployment_branch_policy ?? undefined),
    };
  } catch (error) {
    return { unreadable: describeMissing(error, client.token, "actions: read") };
  }
}

/**
 * Returns an environment; undefined if there is none.
 * @throws the octokit error for any other answer, also if the token may not see the repository: GitHub then answers 404,
 *   as for an environment that does not exist
 */
async function findEnvironment({ octokit, repository }: GitHubClient, name: string) {
  try {
    const { data } = await octokit.rest.repos.getEnvironment({
      ...repository,
      environment_name: name,
    });
    return data;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await octokit.rest.repos.get(repository);
    return undefined;
  }
}

/**
 * Reads which refs may deploy to an environment.
 * https://docs.github.com/rest/deployments/branch-policies#list-deployment-branch-policies
 */
async function readRefs(
  { octokit, repository }: GitHubClient,
  name: string,
  policy: { custom_branch_policies: boolean } | undefined,
): Promise<EnvironmentProtection["refs"]> {
  if (policy === undefined) return "all";
  if (!policy.custom_branch_policies) return "protected";
  const { data } = await octokit.rest.repos.listDeploymentBranchPolicies({
    ...repository,
    environment_name: name,
    per_page: 100,
  });
  return data.branch_policies.map(({ name: pattern = "", type }) => ({
    type: type === "tag" ? type : "branch",
    pattern,
  }));
}

/**
 * Returns what is wrong with GitHub's environment of an environment file, as sentences.
 * @param promoteFrom the environment whose releases are promoted to it; undefined = images are built for it
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
  if (letsEveryBranch(found))
    problems.push(
      `GitHub's environment "${name}" lets every branch deploy. Select the branches and tags that may, under Settings, Environments.`,
    );
  return problems;
}

const letsEveryBranch = ({ refs }: EnvironmentProtection): boolean =>
  refs === "all" ||
  (refs !== "protected" &&
    refs.some(({ type, pattern }) => type === "branch" && /^\*+(?:\/\*+)*$/.test(pattern)));

/**
 * Returns why a ref may not deploy to an environment; undefined = it may. In this case GitHub refuses the job that
 * names the environment, but only after everything before the job is done.
 * @param ref full name, such as refs/tags/v1.2.3
 */
export function refProblem(
  name: string,
  { refs }: EnvironmentProtection,
  ref: string,
): string | undefined {
  const [, kind = "", short = ref] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  const type = kind === "tags" ? "tag" : "branch";
  // Another settings page decides which branches are protected. A tag is not a protected branch.
  const isAllowed =
    typeof refs === "string"
      ? refs === "all" || type === "branch"
      : refs.some((rule) => rule.type === type && matchesPattern(rule.pattern, short));
  if (isAllowed) return undefined;
  const allowed = typeof refs === "string" ? "protected branches" : describeRules(refs);
  return `GitHub's environment "${name}" does not let the ${type} "${short}" deploy; it allows ${allowed}. Deploy from there, or add a rule for this ${type} under Settings, Environments.`;
}

const describeRules = (refs: readonly RefRule[]): string =>
  refs.length === 0
    ? "nothing"
    : refs.map(({ type, pattern }) => `the ${type} "${pattern}"`).join(" and ");

/**
 * Returns whether a name matches a pattern as GitHub reads it: `*` does not match a slash. A pattern with sets or
 * escapes counts as a match: GitHub decides about it.
 * https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments#deployment-branches-and-tags
 * https://docs.ruby-lang.org/en/master/File.html#method-c-fnmatch
 */
function matchesPattern(pattern: string, name: string): boolean {
  if (/[[\]{}\\]/.test(pattern)) return true;
  const parts = pattern.match(/\*\*\/|\*+|\?|[^*?]+/g) ?? [];
  const source = parts.map((part) => {
    if (part === "**/") return "(?:[^/]+/)*";
    if (part.startsWith("*")) return "[^/]*";
    if (part === "?") return "[^/]";
    return part.replaceAll(/[$().+^|]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`).test(name);
}
