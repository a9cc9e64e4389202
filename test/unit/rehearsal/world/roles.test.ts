// The embedded STS evaluates the trust policies of the environments' roles with tokens of the embedded GitHub.
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import type { JobIdentity } from "../../../../rehearsal/github/index.ts";
import { subjectPrefix } from "../../../../rehearsal/github/index.ts";
import type { Environment } from "../../../../rehearsal/world/environments.ts";
import { rolesOf } from "../../../../rehearsal/world/roles.ts";
import { idToken, job, refusal, REGION, startCloud, type Cloud } from "../aws/world.ts";

const arnOf = (account: string, role: string): string => `arn:aws:iam::${account}:role/${role}`;

function environment(name: string, account: string, promoteFrom?: string): Environment {
  const roles = {
    plan: arnOf(account, `${name}-plan`),
    // A mistake in an environment with promoteFrom: it does not push, so the world ignores this role.
    push: arnOf(account, `${name}-push`),
    deploy: arnOf(account, `${name}-deploy`),
  };
  return {
    name,
    account,
    roles,
    region: REGION,
    bucket: "states",
    imagePrefix: `fleet-${name}/`,
    keys: { infrastructure: `${name}/infrastructure.tfstate`, kubernetes: "old/kubernetes" },
    ...(promoteFrom === undefined ? {} : { promoteFrom }),
  };
}

const ENVIRONMENTS = [
  environment("dev", "111111111111"),
  environment("staging", "222222222222", "dev"),
  environment("production", "222222222222", "staging"),
];
const REPOSITORY = { name: "example-org/fleet", id: 42, ownerId: 7, defaultBranch: "main" };

const cloudOf = (immutableSubject: boolean): Promise<Cloud> =>
  startCloud({
    immutableSubject,
    roles: rolesOf(ENVIRONMENTS, subjectPrefix({ ...REPOSITORY, immutableSubject })),
  });

let cloud: Cloud;
let immutable: Cloud;
beforeAll(async () => {
  [cloud, immutable] = await Promise.all([cloudOf(false), cloudOf(true)]);
});
afterAll(() => Promise.all([cloud.close(), immutable.close()]));

async function assume(role: string, change: Partial<JobIdentity>, from = cloud) {
  const identity = job();
  delete identity.environment;
  const account = ENVIRONMENTS.find(({ name }) => role.startsWith(`${name}-`))?.account ?? "";
  const sts = new STSClient({
    endpoint: from.aws.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: "", secretAccessKey: "" },
  });
  return sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: arnOf(account, role),
      RoleSessionName: "session",
      WebIdentityToken: await idToken(from.github, { ...identity, ...change }),
    }),
  );
}

const MAIN = {};
const BRANCH = { ref: "refs/heads/feature" };
const TAG = { ref: "refs/tags/main" };
const PULL = { ref: "refs/pull/1/merge", eventName: "pull_request" };
const QUEUE = { ref: "refs/heads/gh-readonly-queue/main/pr-1-abc", eventName: "merge_group" };
const inEnvironment = (name: string, ref = "refs/heads/main") => ({ environment: name, ref });
/** A pull request whose workflow names an environment. */
const PULL_WITH_ENVIRONMENT = { ...PULL, environment: "dev" };

describe("a role is given", () => {
  test.each([
    ["dev-plan", PULL],
    ["dev-plan", MAIN],
    ["dev-plan", QUEUE],
    ["dev-plan", inEnvironment("staging")],
    ["staging-plan", inEnvironment("production")],
    ["dev-push", MAIN],
    ["dev-push", inEnvironment("dev")],
    ["dev-deploy", inEnvironment("dev")],
    ["production-deploy", inEnvironment("production")],
  ])("%s to %j", async (role, change) => {
    const { AssumedRoleUser } = await assume(role, change);
    expect(AssumedRoleUser?.Arn).toContain(`assumed-role/${role}/session`);
    await assume(role, change, immutable);
  });

  test.each([
    ["to a branch, which reads nothing", "dev-plan", BRANCH],
    [
      "to an environment that does not promote from this one",
      "dev-plan",
      inEnvironment("production"),
    ],
    [
      "to the environment's own gated job, which has the deploy role",
      "dev-plan",
      inEnvironment("dev"),
    ],
    ["to a pull request, which does not push", "dev-push", PULL],
    ["to an environment with promote-from, which has no push role", "staging-push", MAIN],
    ["to a run of main without the environment", "dev-deploy", MAIN],
    ["to a pull request that names the environment", "dev-deploy", PULL_WITH_ENVIRONMENT],
    ["to a dispatch from a branch", "dev-deploy", inEnvironment("dev", BRANCH.ref)],
    ["to a tag called main", "dev-deploy", inEnvironment("dev", TAG.ref)],
    ["to an environment that GitHub made", "production-deploy", inEnvironment("production2")],
    ["to an environment with a pattern as its name", "production-deploy", inEnvironment("*")],
    ["to the environment before it", "production-deploy", inEnvironment("staging")],
    [
      "to a merge queue branch of another base branch",
      "dev-plan",
      { ref: "refs/heads/gh-readonly-queue/other/x" },
    ],
  ])("not %s", async (_, role, change) => {
    expect(await refusal(assume(role, change))).toContain("AccessDenied: Not authorized");
    expect(await refusal(assume(role, change, immutable))).toContain("AccessDenied");
  });

  it("to runs of tags that match the given pattern, with the same limits as runs of main", async () => {
    const roles = rolesOf(ENVIRONMENTS, "repo:example-org/fleet", "v*");
    const tagged = await startCloud({ immutableSubject: false, roles });
    const ref = "refs/tags/v1.0.0";
    try {
      for (const [role, change] of [
        ["dev-plan", { ref }],
        ["dev-push", { ref }],
        ["production-deploy", inEnvironment("production", ref)],
        ["production-deploy", inEnvironment("production")],
      ] as const)
        expect((await assume(role, change, tagged)).AssumedRoleUser?.Arn).toContain(role);
      for (const [role, change] of [
        ["dev-push", TAG],
        ["staging-push", { ref }],
        ["production-deploy", { ref }],
        ["production-deploy", inEnvironment("production", TAG.ref)],
        ["production-deploy", inEnvironment("production", "refs/heads/v1")],
        ["production-deploy", inEnvironment("staging", ref)],
      ] as const)
        expect(await refusal(assume(role, change, tagged))).toContain("AccessDenied");
    } finally {
      await tagged.close();
    }
  });

  it("not by names without ids in a repository with immutable subjects", async () => {
    const other = await startCloud({
      immutableSubject: true,
      roles: rolesOf(ENVIRONMENTS, "repo:example-org/fleet"),
    });
    try {
      expect(await refusal(assume("dev-plan", MAIN, other))).toContain("AccessDenied");
    } finally {
      await other.close();
    }
  });

  it("with a session in the account of the role", async () => {
    const { Credentials } = await assume("staging-deploy", inEnvironment("staging"));
    const sts = new STSClient({
      endpoint: cloud.aws.url,
      region: REGION,
      maxAttempts: 1,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      },
    });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe("222222222222");
  });
});

describe("what a role may do", () => {
  const denial = (role: string, action: string, resource: string): boolean => {
    const [name = ""] = role.split("-");
    const accountId = ENVIRONMENTS.find((one) => one.name === name)?.account ?? "";
    const roleArn = arnOf(accountId, role);
    const principal = { accountId, arn: "arn", userId: "id", roleArn };
    return cloud.aws.roles.denial(principal, { action, resource, context: {} }) !== undefined;
  };
  const object = (key: string): string => `arn:aws:s3:::states/${key}`;
  const repository = (name: string): string =>
    `arn:aws:ecr:${REGION}:222222222222:repository/${name}`;

  test.each([
    ["staging-plan", "s3:GetObject", object("staging/current.json"), true],
    ["staging-plan", "s3:GetObject", object("old/kubernetes"), true],
    ["staging-plan", "s3:GetObject", object("production/digest-key"), false],
    ["staging-plan", "s3:GetObject", object("staging2/digest-key"), false],
    ["staging-plan", "s3:PutObject", object("staging/current.json"), false],
    ["staging-plan", "s3:GetBucketVersioning", "arn:aws:s3:::states", true],
    ["staging-plan", "s3:PutBucketVersioning", "arn:aws:s3:::states", false],
    ["staging-deploy", "s3:PutObject", object("staging/lease.json"), true],
    ["staging-deploy", "s3:PutObject", object("old/kubernetes.tflock"), true],
    ["staging-deploy", "s3:PutObject", object("old/kubernetes.environment"), true],
    ["staging-deploy", "s3:DeleteObject", object("staging/infrastructure.tfstate.tflock"), true],
    ["staging-deploy", "s3:PutObject", object("env:/blue/staging/kubernetes.tfstate.tflock"), true],
    ["staging-deploy", "s3:PutObject", object("env:/blue/old/kubernetes.environment"), true],
    ["staging-deploy", "s3:PutObject", object("env:/staging/shop/terraform.tfstate"), true],
    ["staging-plan", "s3:GetObject", object("env:/staging/shop/terraform.tfstate"), true],
    ["staging-deploy", "s3:PutObject", object("env:/blue/production/kubernetes.tfstate"), false],
    ["staging-deploy", "s3:PutObject", object("env:/production/shop/terraform.tfstate"), false],
    ["staging-deploy", "s3:PutObject", object("production/lease.json"), false],
    ["staging-deploy", "s3:CreateBucket", "arn:aws:s3:::states", true],
    ["staging-deploy", "s3:CreateBucket", "arn:aws:s3:::others", false],
    ["staging-deploy", "ecr:PutImage", repository("fleet-staging/web"), true],
    ["staging-deploy", "ecr:PutImage", repository("fleet-production/web"), false],
    ["staging-plan", "ecr:BatchGetImage", repository("fleet-staging/web"), true],
    ["staging-plan", "ecr:PutImage", repository("fleet-staging/web"), false],
    ["dev-push", "s3:GetObject", object("dev/current.json"), false],
    ["dev-push", "ecr:GetAuthorizationToken", "*", true],
    ["staging-plan", "eks:DescribeCluster", `arn:aws:eks:${REGION}:222222222222:cluster/x`, true],
    ["staging-plan", "eks:DescribeCluster", `arn:aws:eks:${REGION}:111111111111:cluster/x`, false],
  ])("%s %s %s: %s", (role, action, resource, allowed) => {
    expect(denial(role, action, resource)).toBe(!allowed);
  });
});
