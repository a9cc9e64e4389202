import type { Policy, Role, Scope } from "../aws/index.ts";
import type { Environment } from "./environments.ts";
import { CONSUMER } from "./repositories.ts";
import { rolesOf } from "./roles.ts";

// The accounts as an adopter has them before the first run: who GitHub's OIDC tokens may become, and nothing else.

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";
const ENVIRONMENT = "dev";
const STATE_BUCKET = "fleet-dev-terraform-state";
const PLAN_ROLE = "fleet-plan";
const DEPLOY_ROLE = "fleet-deploy";
const MAIN = "main";

/** Who approves what octocat starts. */
const REVIEWER = "monalisa";

const ISSUER = "token.actions.githubusercontent.com";

/** An environment of GitHub, as the repository's administrator made it. */
interface ProtectedEnvironment {
  name: string;
  reviewers: string[];
  branches?: string[];
}

/** Where Terraform keeps the state of a workspace. */
interface StateLocation {
  /** Unset in a repository without environment files. */
  environment?: string;
  part: "infrastructure" | "kubernetes";
  bucket: string;
  key: string;
}

/** What exists outside of the repository before its first run. */
export interface Setup {
  /** The first account and region; further ones are those of the roles. */
  home: Scope;
  roles: Role[];
  environments: ProtectedEnvironment[];
  /** Variables of the repository. */
  variables: Record<string, string>;
  states: StateLocation[];
  /** The environment files of main, as far as the world follows them. */
  files: readonly Environment[];
  /** The state bucket that a plan before the first deployment needs. */
  bucketForPlans?: string;
}

/**
 * What the repository needs to exist: by its environment files, or without any by the variables that the README of
 * examples/fleet lists.
 * @param subjects what the subjects of the repository's OIDC tokens begin with
 * @param reviewed an environment in which somebody has to approve, also when nothing is promoted to it
 */
export function setupOf(
  environments: readonly Environment[],
  subjects: string,
  reviewed?: string,
): Setup {
  const [first] = environments;
  if (first === undefined) return withVariables();
  return {
    home: { accountId: first.account, region: first.region },
    roles: rolesOf(environments, subjects),
    environments: environments.map(({ name, promoteFrom }) => ({
      name,
      reviewers: promoteFrom === undefined && name !== reviewed ? [] : [REVIEWER],
      branches: [MAIN],
    })),
    variables: {},
    files: environments,
    states: environments.flatMap(({ name, bucket, keys }) =>
      (["infrastructure", "kubernetes"] as const).map((part) => ({
        ...{ environment: name, part, bucket, key: keys[part] },
      })),
    ),
  };
}

function withVariables(): Setup {
  return {
    home: { accountId: ACCOUNT, region: REGION },
    roles: ROLES,
    environments: [{ name: ENVIRONMENT, reviewers: [] }],
    variables: {
      AWS_REGION: REGION,
      AWS_ACCOUNT_ID: ACCOUNT,
      AWS_PLAN_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/${PLAN_ROLE}`,
      AWS_DEPLOY_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/${DEPLOY_ROLE}`,
      STATE_BUCKET,
    },
    states: (["infrastructure", "kubernetes"] as const).map((part) => ({
      ...{ part, bucket: STATE_BUCKET, key: `${part}/terraform.tfstate` },
    })),
    files: [],
    bucketForPlans: STATE_BUCKET,
  };
}

/** Only jobs of the consumer's repository with this subject may assume the role. */
const trust = (subject: string): Policy => ({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${ISSUER}:aud`]: "sts.amazonaws.com",
        [`${ISSUER}:sub`]: `repo:${CONSUMER}:${subject}`,
      },
    },
  },
});

/** The roles of a repository without environment files. */
const ROLES: Role[] = [
  { name: PLAN_ROLE, trustPolicy: trust("pull_request") },
  { name: DEPLOY_ROLE, trustPolicy: trust(`environment:${ENVIRONMENT}`) },
];
