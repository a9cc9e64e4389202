import { trustStatement } from "../aws/index.ts";
import type { Role, Statement, TrustedTokens } from "../aws/index.ts";
import type { AwsSecret } from "../settings/parse.ts";
import type { Environment } from "./environments.ts";

// The roles that an administrator makes for each environment before the first run: who may assume them, and what they
// may do. What Terraform creates with them is not limited here: the replayed providers call no API.

const MAIN = "refs/heads/main";

/**
 * Where a merge queue tests pull requests. Number and commit are part of the name, so this is the one subject with a
 * pattern; like `pull_request`, it opens nothing but the role that reads.
 */
const MERGE_QUEUE = "ref:refs/heads/gh-readonly-queue/main/*";

/** What a role of an environment is for: who may assume it, and what they may do. */
interface Grant {
  arn: string | undefined;
  trusted: TrustedTokens[];
  allowed: Statement[];
}

type Secrets = Readonly<Record<string, Pick<AwsSecret, "readers">>>;

/** What the roles of all environments are made from. */
interface Shared {
  environments: readonly Environment[];
  prefix: string;
  tags: string | undefined;
  secrets: Secrets;
}

/**
 * The roles of all environments. A role that several environments name has the rights of each.
 * @param prefix what the subjects of the repository's tokens begin with, such as `repo:example-org/fleet`
 * @param tags pattern of the tags whose runs are let in, such as v*; default: none
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

/** The roles that one environment names: to read, to push images, and to deploy. */
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

/** What lies below the environment's name in the bucket, and states that lie elsewhere, with their lock and what is kept beside them. */
function objectsOf({ name, bucket, keys }: Environment): string[] {
  const prefix = `${name}/`;
  const elsewhere = Object.values(keys).filter((key) => !key.startsWith(prefix));
  const paths = [
    `${prefix}*`,
    ...elsewhere.flatMap((key) => [key, `${key}.tflock`, `${key}.environment`]),
  ];
  return paths.map((key) => `arn:aws:s3:::${bucket}/${key}`);
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

/** Six characters that AWS chooses stand behind the name in an ARN. */
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

/** Repositories too, which images.yml needs where no infrastructure makes them. */
const pushing = (environment: Environment): Statement[] =>
  images(environment, [...IMAGE_READS, ...IMAGE_WRITES, "ecr:CreateRepository"]);

const deploying = (environment: Environment): Statement[] => [
  ...reading(environment),
  allow(["s3:PutObject", "s3:DeleteObject"], ...objectsOf(environment)),
  allow(["s3:CreateBucket", "s3:PutBucket*", "s3:Put*Configuration"], bucketOf(environment)),
  allow(IMAGE_WRITES, repositoriesOf(environment)),
];
