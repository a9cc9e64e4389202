import { AwsError } from "../errors.ts";
import type { Repositories, Repository } from "./repositories.ts";
import { nameAndRegistry, recordOf, textOf, type Input } from "./shapes.ts";

/** @throws AwsError InvalidParameterException when it is no lifecycle policy */
export function putLifecyclePolicy(input: Input, repositories: Repositories): Input {
  const name = textOf(input, "repositoryName");
  repositories.open(name);
  const lifecyclePolicy = textOf(input, "lifecyclePolicyText");
  const { rules } = recordOf(parsed(lifecyclePolicy));
  if (!Array.isArray(rules) || !rules.every(isRule))
    throw invalid("LifecyclePolicyText", "Lifecycle policy validation failure");
  return lifecycleAnswer(repositories.update(name, { lifecyclePolicy }), repositories);
}

/** @throws AwsError LifecyclePolicyNotFoundException */
export function getLifecyclePolicy(input: Input, repositories: Repositories): Input {
  const repository = withLifecyclePolicy(input, repositories);
  return { ...lifecycleAnswer(repository, repositories), lastEvaluatedAt: 0 };
}

/** @throws AwsError LifecyclePolicyNotFoundException */
export function deleteLifecyclePolicy(input: Input, repositories: Repositories): Input {
  const answer = getLifecyclePolicy(input, repositories);
  repositories.forget(textOf(input, "repositoryName"), "lifecyclePolicy");
  return answer;
}

/** @throws AwsError InvalidParameterException when it is no policy */
export function setRepositoryPolicy(input: Input, repositories: Repositories): Input {
  const name = textOf(input, "repositoryName");
  repositories.open(name);
  const policy = textOf(input, "policyText");
  if (recordOf(parsed(policy))["Statement"] === undefined)
    throw invalid("PolicyText", "Invalid repository policy provided");
  return policyAnswer(repositories.update(name, { policy }), repositories);
}

/** @throws AwsError RepositoryPolicyNotFoundException */
export function getRepositoryPolicy(input: Input, repositories: Repositories): Input {
  const repository = repositories.open(textOf(input, "repositoryName"));
  if (repository.policy === undefined)
    throw missing("RepositoryPolicyNotFoundException", "Repository", repository, repositories);
  return policyAnswer(repository, repositories);
}

/** @throws AwsError RepositoryPolicyNotFoundException */
export function deleteRepositoryPolicy(input: Input, repositories: Repositories): Input {
  const answer = getRepositoryPolicy(input, repositories);
  repositories.forget(textOf(input, "repositoryName"), "policy");
  return answer;
}

function withLifecyclePolicy(input: Input, repositories: Repositories): Repository {
  const repository = repositories.open(textOf(input, "repositoryName"));
  if (repository.lifecyclePolicy === undefined)
    throw missing("LifecyclePolicyNotFoundException", "Lifecycle", repository, repositories);
  return repository;
}

function lifecycleAnswer({ name, lifecyclePolicy }: Repository, repositories: Repositories): Input {
  return { ...nameAndRegistry(name, repositories), lifecyclePolicyText: lifecyclePolicy };
}

function policyAnswer({ name, policy }: Repository, repositories: Repositories): Input {
  return { ...nameAndRegistry(name, repositories), policyText: policy };
}

function isRule(rule: unknown): boolean {
  const { rulePriority, selection, action } = recordOf(rule);
  return (
    typeof rulePriority === "number" && [selection, action].every((part) => part instanceof Object)
  );
}

/** The text as JSON; undefined when it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(name: string, problem: string): AwsError {
  return new AwsError(
    "InvalidParameterException",
    400,
    `Invalid parameter at '${name}' failed to satisfy constraint: '${problem}'`,
  );
}

function missing(
  code: string,
  kind: string,
  { name }: Repository,
  { accountId }: Repositories,
): AwsError {
  return new AwsError(
    code,
    400,
    `${kind} policy does not exist for the repository with name '${name}' in the registry with id '${accountId}'`,
  );
}
