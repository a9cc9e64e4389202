import { trustStatement } from "../aws/index.ts";
import type { Role, Statement, TrustedTokens } from "../aws/index.ts";
import type { AwsSecret } from "../settings/parse.ts";
import type { Environment } from "./environments.ts";

// The roles that an administrator creates for each environment before the first run: who may assume them, and what they
// may do. They do not limit what Terraform creates: the replayed providers call no API.

const MAIN = "refs/heads/main";

/**
 * The subject of jobs in a merge queue. Number and commit are part of the branch name, so only this subject is a
 * pattern. Like `pull_request`, it can only assume the role that reads.
 */
const MERGE_QUEUE = "ref:refs/heads/gh-readonly-queue/main/*";

/** The purpose of an environment's role: who may assume it, and what they may do. */
interface Grant {
  arn: string | undefined;
  trusted: TrustedTokens[];
  allowed: Statement[];
}

type Secrets = Readonly<Record<string, Pick<AwsSecret, "readers">>>;

/** The input that all environments' roles share. */
interface Shared {
  environments: readonly Environment[];
  prefix: string;
  tags: string | undefined;
  secrets: Secrets;
}

/**
 * Returns the roles of all environments. If several environments name the same role, it has the permissions of each.
 * @param prefix of the subjects in the repository's tokens, such as `repo:example-org/fleet`
 * @param tags pattern for the tags whose runs are allowed, such as v*; default: none
 * @param secrets who may read which secrets of Secrets Manager, by their names
 */
export function rolesOf(
  environments: readonly Environment[],
  prefix: string,
  tags?: string,
  secrets: Secrets = {},
): Role[] {
  const roles = new Map<string, Role & { trustPolicy: { Statement: Statement[] } }>();
  const shared: Shared = { environments, prefix, tags, secrets };
  const grants = environments.flatMap((one) => grantsOf(one, shared));
  for (const { arn = "", trusted, allowed } of grants) {
    const [, accountId, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    if (accountId === undefined || name === undefined) continue;
    const role = roles.get(arn) ?? {
      name,
      accountId,
      permissions: [],
      trustPolicy: { Statement: [] },
    };
    role.trustPolicy.Statement.push(...trusted.map((tokens) => trustStatement(accountId, tokens)));
    role.permissions?.push({ Version: "2012-10-17", Statement: allowed });
    roles.set(arn, role);
  }
  return [...roles.values()];
}

/** Returns the roles that one environment names: to read, to push images, and to deploy. */
function grantsOf(
  environment: Environment,
  { environments, prefix, tags, secrets }: Shared,
): Grant[] {
  const { name, roles: arns } = environment;
  const promoters = environments.filter(({ promoteFrom }) => promoteFrom === name);
  const own = toSubject(environment);
  const claimed = (subjects: string[]) => subjects.map((subject) => `${prefix}:${subject}`);
  const taggedRuns =
    tags === undefined ? [] : [{ patterns: { sub: `${prefix}:ref:refs/tags/${tags}` } }];
  const taggedDeploys =
    tags === undefined
      ? []
      : [{ equal: { sub: `${prefix}:${own}` }, patterns: { ref: `refs/tags/${tags}` } }];
  const read: Grant = {
    arn: arns.plan,
    trusted: [
      { equal: { sub: claimed(["pull_request", `ref:${MAIN}`, ...promoters.map(toSubject)]) } },
      { patterns: { sub: `${prefix}:${MERGE_QUEUE}` } },
      ...taggedRuns,
    ],
    allowed: [...reading(environment), ...readingSecrets(environment, secrets, "plan")],
  };
  const push: Grant = {
    arn: arns.push,
    trusted: [{ equal: { sub: claimed([`ref:${MAIN}`, own]) } }, ...taggedRuns],
    allowed: pushing(environment),
  };
  const deploy: Grant = {
    arn: arns.deploy,
    trusted: [{ equal: { sub: `${prefix}:${own}`, ref: MAIN } }, ...taggedDeploys],
    allowed: [...deploying(environment), ...readingSecrets(environment, secrets, "deploy")],
  };
  return environment.promoteFrom === undefined ? [read, push, deploy] : [read, deploy];
}

const toSubject = ({ name }: Environment): string => `environment:${name}`;

const allow = (Action: string[], ...Resource: string[]): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});

/** The S3 backend puts the states of Terraform workspaces below this prefix, by the name of the workspace. */
const WORKSPACES = "env:/";

/**
 * Returns the objects under the environment's name in the bucket, and states elsewhere, with their locks and the files
 * next to them. The same in each Terraform workspace, and everything in the workspace with the environment's name.
 */
function objectsOf({ name, bucket, keys }: Environment): string[] {
  const prefix = `${name}/`;
  const elsewhere = Object.values(keys).filter((key) => !key.startsWith(prefix));
  const paths = [
    `${prefix}*`,
    ...elsewhere.flatMap((key) => [key, `${key}.tflock`, `${key}.environment`]),
  ];
  const inWorkspaces = paths.map((key) => `${WORKSPACES}*/${key}`);
  return [...paths, ...inWorkspaces, `${WORKSPACES}${name}/*`].map(
    (key) => `arn:aws:s3:::${bucket}/${key}`,
  );
}

const bucketOf = ({ bucket }: Environment): string => `arn:aws:s3:::${bucket}`;

const repositoriesOf = ({ account, region, imagePrefix }: Environment): string =>
  `arn:aws:ecr:${region}:${account}:repository/${imagePrefix}*`;

const IMAGE_READS = ["ecr:DescribeRepositories", "ecr:DescribeImages", "ecr:BatchGetImage"]
  .concat("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer")
  .concat("ecr:ListImages");
const IMAGE_WRITES = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart"].concat(
  "ecr:CompleteLayerUpload",
);

const images = (environment: Environment, actions: string[]): Statement[] => [
  allow(["ecr:GetAuthorizationToken"], "*"),
  allow(actions, repositoriesOf(environment)),
];

function reading(environment: Environment): Statement[] {
  const { account, region } = environment;
  return [
    allow(["s3:GetObject"], ...objectsOf(environment)),
    allow(["s3:ListBucket", "s3:GetBucket*", "s3:Get*Configuration"], bucketOf(environment)),
    ...images(environment, IMAGE_READS),
    allow(["eks:DescribeCluster"], `arn:aws:eks:${region}:${account}:cluster/*`),
  ];
}

/** Allows reading secrets. In an ARN, six characters that AWS chooses follow the name. */
function readingSecrets(
  { account, region }: Environment,
  secrets: Secrets,
  reader: "plan" | "deploy",
): Statement[] {
  const names = Object.keys(secrets).filter((name) => secrets[name]?.readers.includes(reader));
  const arns = names.map(
    (name) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-??????`,
  );
  return arns.length === 0 ? [] : [allow(["secretsmanager:GetSecretValue"], ...arns)];
}

/**
 * Also allows creating repositories. images.yml needs this if the repository has no infrastructure that creates them.
 */
const pushing = (environment: Environment): Statement[] =>
  images(environment, [...IMAGE_READS, ...IMAGE_WRITES, "ecr:CreateRepository"]);

const deploying = (environment: Environment): Statement[] => [
  ...reading(environment),
  allow(["s3:PutObject", "s3:DeleteObject"], ...objectsOf(environment)),
  allow(["s3:CreateBucket", "s3:PutBucket*", "s3:Put*Configuration"], bucketOf(environment)),
  allow(IMAGE_WRITES, repositoriesOf(environment)),
];
