import { createHash } from "node:crypto";
import { json, type Reply } from "../../base/http.ts";
import { GitHubError } from "../errors.ts";
import type { EnvironmentRecord } from "../records.ts";
import { endpoints, numberOf, type Call } from "./call.ts";

const ENVIRONMENT = "/environments/:environment";

/**
 * The protection rules of environments, and the approvals of a run. For an environment that does not exist, the actions
 * also ask whether they may see the repository.
 */
export const ENVIRONMENT_ROUTES = [
  ...endpoints(["metadata"], [["GET", "", "rest:GetRepository", getRepository]]),
  ...endpoints(
    ["actions"],
    [
      [
        "GET",
        ENVIRONMENT,
        "rest:GetEnvironment",
        (call) => json(200, environmentJson(call, find(call))),
      ],
      [
        "GET",
        `${ENVIRONMENT}/deployment-branch-policies`,
        "rest:ListDeploymentBranchPolicies",
        branchPolicies,
      ],
      ["GET", "/actions/runs/:run/approvals", "rest:ListApprovals", approvals],
    ],
  ),
];

/** https://docs.github.com/rest/repos/repos#get-a-repository */
function getRepository({ repository }: Call): Reply {
  const { id, name, private: isPrivate = false } = repository;
  return json(200, { id, name: name.split("/")[1], full_name: name, private: isPrivate });
}

function find({ context, repository, parameters }: Call): EnvironmentRecord {
  const found = context.world.environment(repository.name, parameters["environment"] ?? "");
  if (found === undefined) throw new GitHubError(404, "Not Found");
  return found;
}

/** https://docs.github.com/rest/deployments/environments#get-an-environment */
function environmentJson(call: Call, environment: EnvironmentRecord): unknown {
  const { reviewers } = environment;
  const hasRules = environment.branches !== undefined || environment.tags !== undefined;
  const rule = (offset: number, type: string) => ({
    id: environment.id * 10 + offset,
    node_id: nodeId("GA", environment.id * 10 + offset),
    type,
  });
  return {
    ...shortJson(call, environment),
    can_admins_bypass: true,
    protection_rules: [
      ...(reviewers.length === 0
        ? []
        : [
            {
              ...rule(1, "required_reviewers"),
              prevent_self_review: true,
              reviewers: reviewers.map((login) => ({ type: "User", reviewer: userJson(login) })),
            },
          ]),
      ...(hasRules ? [rule(2, "branch_policy")] : []),
    ],
    deployment_branch_policy: hasRules
      ? { protected_branches: false, custom_branch_policies: true }
      : null,
  };
}

/** https://docs.github.com/rest/deployments/branch-policies#list-deployment-branch-policies */
function branchPolicies(call: Call): Reply {
  const { id, branches = [], tags = [] } = find(call);
  const rules = [
    ...branches.map((name) => ({ name, type: "branch" })),
    ...tags.map((name) => ({ name, type: "tag" })),
  ];
  const policies = rules.map((rule, index) => {
    const number = id * 100 + index;
    return { id: number, node_id: nodeId("DBP", number), ...rule };
  });
  return json(200, { total_count: policies.length, branch_policies: policies });
}

/** https://docs.github.com/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run */
function approvals(call: Call): Reply {
  const run = numberOf(call, "run");
  const { world } = call.context;
  const ofRepository = ({ repository }: { repository: string }): boolean =>
    repository === call.repository.name;
  if (!world.runs.filter(ofRepository).some(({ id }) => id === run))
    throw new GitHubError(404, "Not Found");
  const given = world.approvals.filter((one) => ofRepository(one) && one.runId === run);
  return json(
    200,
    given.map(({ state, comment, user, environment }) => {
      const found = world.environment(call.repository.name, environment);
      const environments = found === undefined ? [] : [shortJson(call, found)];
      return { state, comment, environments, user: userJson(user) };
    }),
  );
}

function shortJson({ context, repository }: Call, environment: EnvironmentRecord) {
  const { id, name, createdAt, updatedAt } = environment;
  const query = `environments_filter=${encodeURIComponent(name)}`;
  return {
    id,
    node_id: nodeId("EN", id),
    name,
    created_at: createdAt,
    updated_at: updatedAt,
    url: `${context.apiUrl}/repos/${repository.name}/environments/${encodeURIComponent(name)}`,
    html_url: `${context.url}/${repository.name}/deployments/activity_log?${query}`,
  };
}

const nodeId = (kind: string, id: number): string => `${kind}_${id}`;

/** Makes a user. The id is derived from the login, so it is always the same. */
function userJson(login: string): unknown {
  const id = createHash("sha256").update(login).digest().readUInt32BE(0);
  return { login, id, type: "User", site_admin: false };
}
