import type { Role, Statement } from "../aws/index.ts";
import type { Environment } from "./environments.ts";

// The roles that an administrator makes for each environment before the first run: who may assume them, and what they
// may do. What Terraform creates with them is not limited here: the replayed providers call no API.

const ISSUER = "token.actions.githubusercontent.com";
const MAIN = "refs/heads/main";

/**
 * Where a merge queue tests pull requests. Number and commit are part of the name, so this is the one subject with a
 * pattern; like `pull_request`, it opens nothing but the role that reads.
 */
const MERGE_QUEUE = "ref:refs/heads/gh-readonly-queue/main/*";

/**
 * The roles of all environments.
 * @param prefix what the subjects of the repository's tokens begin with, such as `repo:example-org/fleet`
 */
export function rolesOf(environments: readonly Environment[], prefix: string): Role[] {
  const roles = new Map<string, Role & { trustPolicy: { Statement: Statement[] } }>();
  const grant = (arn: string | undefined, trusted: Statement[], allowed: Statement[]) => {
    const [, accountId, name] =
      /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn ?? "") ?? [];
    if (arn === undefined || accountId === undefined || name === undefined) return;
    const role = roles.get(arn) ?? {
      name,
      accountId,
      trustPolicy: { Statement: [] },
      permissions: [],
    };
    role.trustPolicy.Statement.push(...trusted.map((statement) => inAccount(statement, accountId)));
    role.permissions?.push({ Version: "2012-10-17", Statement: allowed });
    roles.set(arn, role);
  };
  for (const environment of environments) {
    const { name, roles: arns } = environment;
    const promoters = environments.filter(({ promoteFrom }) => promoteFrom === name);
    const readers = ["pull_request", `ref:${MAIN}`, ...promoters.map(toSubject)];
    grant(
      arns.plan,
      [
        trust({ sub: readers.map((subject) => `${prefix}:${subject}`) }),
        trust({}, { sub: `${prefix}:${MERGE_QUEUE}` }),
      ],
      reading(environment),
    );
    const pushers = [`ref:${MAIN}`, toSubject(environment)];
    if (environment.promoteFrom === undefined)
      grant(
        arns.push,
        [trust({ sub: pushers.map((subject) => `${prefix}:${subject}`) })],
        pushing(environment),
      );
    grant(
      arns.deploy,
      [trust({ sub: `${prefix}:${toSubject(environment)}`, ref: MAIN })],
      deploying(environment),
    );
  }
  return [...roles.values()];
}

const toSubject = ({ name }: Environment): string => `environment:${name}`;

type Claims = Record<string, string | string[]>;

/** Allows tokens with these claims; `patterns` may hold `*`. */
function trust(equal: Claims, patterns?: Claims): Statement {
  const keys = (claims: Claims): Record<string, string | string[]> =>
    Object.fromEntries(Object.entries(claims).map(([name, value]) => [`${ISSUER}:${name}`, value]));
  return {
    Effect: "Allow",
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: keys({ aud: "sts.amazonaws.com", ...equal }),
      ...(patterns && { StringLike: keys(patterns) }),
    },
  };
}

const inAccount = (statement: Statement, accountId: string): Statement => ({
  ...statement,
  Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${ISSUER}` },
});

const allow = (Action: string[], ...Resource: string[]): Statement => ({
  ...{ Effect: "Allow", Action, Resource },
});

/** What lies below the environment's name in the bucket, and states that lie elsewhere, with their locks. */
function objectsOf({ name, bucket, keys }: Environment): string[] {
  const prefix = `${name}/`;
  const elsewhere = Object.values(keys).filter((key) => !key.startsWith(prefix));
  const paths = [`${prefix}*`, ...elsewhere.flatMap((key) => [key, `${key}.tflock`])];
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

const pushing = (environment: Environment): Statement[] =>
  images(environment, [...IMAGE_READS, ...IMAGE_WRITES]);

const deploying = (environment: Environment): Statement[] => [
  ...reading(environment),
  allow(["s3:PutObject", "s3:DeleteObject"], ...objectsOf(environment)),
  allow(["s3:CreateBucket", "s3:PutBucket*", "s3:Put*Configuration"], bucketOf(environment)),
  allow(IMAGE_WRITES, repositoriesOf(environment)),
];
