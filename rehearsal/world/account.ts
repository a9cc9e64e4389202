import { githubTrust } from "../aws/index.ts";
import type { Policy, Role, Scope } from "../aws/index.ts";
import type { Environment } from "./environments.ts";
import type { Settings } from "../settings/parse.ts";
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

/** An environment of GitHub, as the repository's administrator made it. */
interface ProtectedEnvironment {
  name: string;
  reviewers: string[];
  branches?: string[];
  tags?: string[];
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
  secrets: Record<string, string>;
  /** Variables and secrets of environments, by environment. */
  environmentVariables: Record<string, Record<string, string>>;
  environmentSecrets: Record<string, Record<string, string>>;
  /** Values of the secrets of AWS Secrets Manager, by name; they are in each of `scopes`. */
  awsSecrets: Record<string, string>;
  scopes: Scope[];
  states: StateLocation[];
  /** The environment files of main, as far as the world follows them. */
  files: readonly Environment[];
  /** The state bucket that a plan before the first deployment needs. */
  bucketForPlans?: string;
}

/** What an administrator has set up besides. */
interface Administration {
  /** An environment in which somebody has to approve, also when nothing is promoted to it. */
  reviewed?: string | undefined;
  /** Pattern of the tags whose runs may plan, push and deploy, such as v*. */
  tags?: string | undefined;
  /** The settings file of the repository. */
  settings?: Settings | undefined;
}

/**
 * What the repository needs to exist: by its environment files and its settings, or without any by the variables of
 * `withVariables`.
 * @param subjects what the subjects of the repository's OIDC tokens begin with
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

/** @returns undefined when there are no environment files */
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

/** What there is before the settings of a repository without environment files. Its first role says where it is. */
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

/** The settings add to the environment files; what they say of an environment of both counts. */
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

/** A role of the settings: those of its subjects may assume it, and then do everything. `*` stands for any text. */
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

/** Only jobs of the consumer's repository with this subject may assume the role. */
const trust = (subject: string): Policy => githubTrust(ACCOUNT, `repo:${CONSUMER}:${subject}`);

/** The roles of a repository without environment files. */
const ROLES: Role[] = [
  { name: PLAN_ROLE, trustPolicy: trust("pull_request") },
  { name: DEPLOY_ROLE, trustPolicy: trust(`environment:${ENVIRONMENT}`) },
];
