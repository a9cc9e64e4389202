import { githubTrust } from "../aws/index.ts";
import type { Policy, Role, Scope } from "../aws/index.ts";
import type { Environment } from "./environments.ts";
import type { Settings } from "../settings/parse.ts";
import { CONSUMER } from "./repositories.ts";
import { rolesOf } from "./roles.ts";

// The accounts as an adopter has them before the first run. They contain only the roles that GitHub's OIDC tokens may
// assume.

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";
const ENVIRONMENT = "dev";
const STATE_BUCKET = "fleet-dev-terraform-state";
const PLAN_ROLE = "fleet-plan";
const DEPLOY_ROLE = "fleet-deploy";
const MAIN = "main";

/** The person who approves what octocat starts. */
const REVIEWER = "monalisa";

/** An environment of GitHub, as the repository's administrator created it. */
interface ProtectedEnvironment {
  name: string;
  reviewers: string[];
  branches?: string[];
  tags?: string[];
}

/** The location of a workspace's state. */
interface StateLocation {
  /** Unset in a repository without environment files. */
  environment?: string;
  part: "infrastructure" | "kubernetes";
  bucket: string;
  key: string;
}

/** What exists outside of the repository before its first run. */
export interface Setup {
  /** The first account and region. Further ones are those of the roles. */
  home: Scope;
  roles: Role[];
  environments: ProtectedEnvironment[];
  /** Variables of the repository. */
  variables: Record<string, string>;
  secrets: Record<string, string>;
  /** Variables and secrets of environments, by environment. */
  environmentVariables: Record<string, Record<string, string>>;
  environmentSecrets: Record<string, Record<string, string>>;
  /** Values of the secrets of AWS Secrets Manager, by name. They exist in each of `scopes`. */
  awsSecrets: Record<string, string>;
  scopes: Scope[];
  states: StateLocation[];
  /** The environment files of main, limited to what the world uses. */
  files: readonly Environment[];
  /** The state bucket that must exist for a plan before the first deployment. */
  bucketForPlans?: string;
}

/** Further settings that an administrator has made. */
interface Administration {
  /** An environment that requires an approval, even if nothing is promoted to it. */
  reviewed?: string | undefined;
  /** Pattern for the tags whose runs may plan, push and deploy, such as v*. */
  tags?: string | undefined;
  /** The settings file of the repository. */
  settings?: Settings | undefined;
}

/**
 * Returns what must exist for the repository, according to its environment files and settings. Without either of them,
 * the variables in `withVariables` determine it.
 * @param subjects the prefix of the subjects in the repository's OIDC tokens
 */
export function setupOf(
  environments: readonly Environment[],
  subjects: string,
  administration: Administration = {},
): Setup {
  const { settings } = administration;
  const setup = setupOfFiles(environments, subjects, administration);
  if (settings === undefined) return setup ?? withVariables();
  return withSettings(setup ?? nothing(settings), settings, subjects);
}

/** @returns undefined if there are no environment files */
function setupOfFiles(
  environments: readonly Environment[],
  subjects: string,
  { reviewed, tags, settings }: Administration,
): Setup | undefined {
  const [first] = environments;
  if (first === undefined) return undefined;
  return {
    ...NO_VALUES,
    home: { accountId: first.account, region: first.region },
    scopes: environments.map(({ account: accountId, region }) => ({ accountId, region })),
    roles: rolesOf(environments, subjects, tags, settings?.awsSecrets),
    environments: environments.map(({ name, promoteFrom }) => ({
      name,
      reviewers: promoteFrom === undefined && name !== reviewed ? [] : [REVIEWER],
      branches: [MAIN],
      ...(tags === undefined ? {} : { tags: [tags] }),
    })),
    variables: {},
    files: environments,
    states: environments.flatMap(({ name, bucket, keys }) =>
      (["infrastructure", "kubernetes"] as const).map((part) => ({
        environment: name,
        part,
        bucket,
        key: keys[part],
      })),
    ),
  };
}

const NO_VALUES = {
  secrets: {},
  environmentVariables: {},
  environmentSecrets: {},
  awsSecrets: {},
  scopes: [],
};

/**
 * Returns the setup of a repository without environment files, before its settings are added. Its first role determines
 * the account.
 */
function nothing({ roles }: Settings): Setup {
  const [, accountId = ACCOUNT] = /::(\d{12}):/.exec(Object.keys(roles)[0] ?? "") ?? [];
  return {
    ...NO_VALUES,
    home: { accountId, region: REGION },
    roles: [],
    environments: [],
    variables: {},
    states: [],
    files: [],
  };
}

/** Adds the settings to the environment files. If both describe an environment, the settings take precedence. */
function withSettings(setup: Setup, settings: Settings, subjects: string): Setup {
  const named = Object.entries(settings.environments);
  const own = named.map(([name, { reviewers, branches }]) => ({
    name,
    reviewers: [],
    ...setup.environments.find((one) => one.name === name),
    ...(reviewers === undefined ? {} : { reviewers }),
    ...(branches === undefined ? {} : { branches }),
  }));
  const others = setup.environments.filter(({ name }) => settings.environments[name] === undefined);
  const values = (kind: "variables" | "secrets") =>
    Object.fromEntries(named.map(([name, environment]) => [name, environment[kind]]));
  return {
    ...setup,
    roles: [
      ...setup.roles,
      ...Object.entries(settings.roles).map(([arn, jobs]) => roleOf(arn, jobs, subjects)),
    ],
    environments: [...others, ...own],
    variables: { ...setup.variables, ...settings.variables },
    secrets: settings.secrets,
    environmentVariables: values("variables"),
    environmentSecrets: values("secrets"),
    awsSecrets: Object.fromEntries(
      Object.entries(settings.awsSecrets).map(([name, { value }]) => [name, value]),
    ),
  };
}

/**
 * Makes a role from the settings. The listed subjects may assume it, and it may then do everything. `*` stands for any
 * text.
 */
function roleOf(arn: string, jobs: readonly string[], subjects: string): Role {
  const [, accountId = ACCOUNT, name = ""] = /::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return {
    name,
    accountId,
    trustPolicy: githubTrust(
      accountId,
      jobs.map((job) => `${subjects}:${job}`),
      "StringLike",
    ),
  };
}

function withVariables(): Setup {
  return {
    ...NO_VALUES,
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
      part,
      bucket: STATE_BUCKET,
      key: `${part}/terraform.tfstate`,
    })),
    files: [],
    bucketForPlans: STATE_BUCKET,
  };
}

/** Makes a trust policy: only jobs of the consumer's repository with this subject may assume the role. */
const trust = (subject: string): Policy => githubTrust(ACCOUNT, `repo:${CONSUMER}:${subject}`);

/** The roles of a repository without environment files. */
const ROLES: Role[] = [
  { name: PLAN_ROLE, trustPolicy: trust("pull_request") },
  { name: DEPLOY_ROLE, trustPolicy: trust(`environment:${ENVIRONMENT}`) },
];
