import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type AssumeRoleWithWebIdentityCommandOutput,
} from "@aws-sdk/client-sts";
import { ACCOUNT, DEPLOY_ROLE } from "../../aws/account.ts";
import { answer, like, type Answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import type { StsAccount } from "../client.ts";

type Change = Partial<AssumeRoleWithWebIdentityCommandInput>;

/** Exchanges a valid token, or the token that `change` provides instead. */
export async function open(client: StsAccount, change: Change = {}) {
  const input = {
    RoleArn: DEPLOY_ROLE,
    RoleSessionName: "eks-pipeline-77",
    WebIdentityToken: change.WebIdentityToken ?? (await client.idToken()),
    ...change,
  };
  return client.as({}).send(new AssumeRoleWithWebIdentityCommand(input));
}

const tried = (
  client: StsAccount,
  change: Change = {},
  pick: (output: AssumeRoleWithWebIdentityCommandOutput) => unknown = () => "opened",
): Promise<Answer> => answer(open(client, change), pick);

/** Returns the seconds from now, rounded to a quarter of an hour. */
const lifetime = (until: Date | undefined): number =>
  Math.round(((until?.getTime() ?? 0) - Date.now()) / 900_000) * 900;

export const SESSION_CASES: Case<StsAccount>[] = [
  {
    name: "a session's keys",
    run: (client) =>
      tried(client, {}, ({ Credentials = {} as Record<string, never> }) => ({
        id: like(Credentials.AccessKeyId, /^ASIA[A-Z0-9]{16}$/, "ASIA and 16 characters"),
        secret: like(Credentials.SecretAccessKey, /^[\w+/]{40}$/, "40 characters"),
        token: like(Credentials.SessionToken, /^.{100,}$/, "a long token"),
        seconds: lifetime(Credentials.Expiration),
      })),
  },
  {
    name: "a session's user",
    run: (client) =>
      tried(client, {}, ({ AssumedRoleUser }) => ({
        arn: AssumedRoleUser?.Arn,
        id: like(
          AssumedRoleUser?.AssumedRoleId,
          /^AROA[A-Z0-9]{16,17}:eks-pipeline-77$/,
          "role:session",
        ),
      })),
  },
  {
    name: "who the token was of",
    run: (client) =>
      tried(client, {}, ({ Audience, Provider, SubjectFromWebIdentityToken }) => ({
        Audience,
        Provider,
        SubjectFromWebIdentityToken,
      })),
  },
  { name: "who the session is", run: identity },
  {
    name: "a session of a quarter of an hour",
    run: (client) =>
      tried(client, { DurationSeconds: 900 }, ({ Credentials }) =>
        lifetime(Credentials?.Expiration),
      ),
  },
  { name: "a session that is too short", run: (client) => tried(client, { DurationSeconds: 60 }) },
  {
    name: "a session that is longer than the role allows",
    run: (client) => tried(client, { DurationSeconds: 43_200 }),
  },
  {
    name: "a session name of 64 characters",
    run: (client) => tried(client, { RoleSessionName: "s".repeat(64) }),
  },
  {
    name: "a session name of 65 characters",
    run: (client) => tried(client, { RoleSessionName: "s".repeat(65) }),
  },
  {
    name: "a session name of one character",
    run: (client) => tried(client, { RoleSessionName: "s" }),
  },
  {
    name: "a session name with a slash",
    run: (client) => tried(client, { RoleSessionName: "example-org/fleet" }),
  },
  {
    name: "a session name with all that is allowed",
    run: (client) =>
      tried(
        client,
        { RoleSessionName: "a_+=,.@-Z9" },
        ({ AssumedRoleUser }) => AssumedRoleUser?.Arn,
      ),
  },
  {
    name: "a token that is none",
    run: (client) => tried(client, { WebIdentityToken: "not-a-token" }),
  },
  { name: "a token whose signature was changed", run: forged },
  {
    name: "a token for another audience",
    run: async (client) =>
      tried(client, {
        WebIdentityToken: await client.idToken({ audience: "https://example.org" }),
      }),
  },
  {
    name: "a token that has expired",
    run: async (client) =>
      tried(client, { WebIdentityToken: await client.idToken({ expires: -60 }) }),
  },
  {
    name: "a token of an issuer that nobody knows",
    run: async (client) =>
      tried(client, { WebIdentityToken: await client.idToken({ issuer: "https://example.org" }) }),
  },
  {
    name: "a token of another environment",
    run: async (client) =>
      tried(client, { WebIdentityToken: await client.idToken({ environment: "production" }) }),
  },
  {
    name: "a role that there is not",
    run: (client) => tried(client, { RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleet-nobody` }),
  },
  {
    name: "a role called constructor",
    run: (client) => tried(client, { RoleArn: `arn:aws:iam::${ACCOUNT}:role/constructor` }),
  },
  {
    name: "a role ARN that is none",
    run: (client) => tried(client, { RoleArn: "fleet-deploy" }),
  },
];

async function identity(client: StsAccount): Promise<unknown> {
  const { Credentials, AssumedRoleUser } = await open(client);
  const session = client.as({
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
  return answer(session.send(new GetCallerIdentityCommand({})), ({ Account, Arn, UserId }) => ({
    Account,
    Arn,
    sameUser: UserId === AssumedRoleUser?.AssumedRoleId,
  }));
}

async function forged(client: StsAccount): Promise<Answer> {
  const [head, claims] = (await client.idToken()).split(".");
  return tried(client, { WebIdentityToken: `${head ?? ""}.${claims ?? ""}.${"A".repeat(342)}` });
}
