import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  type AssumeRoleCommandInput,
} from "@aws-sdk/client-sts";
import { ACCOUNT, DEPLOY_ROLE } from "../../aws/account.ts";
import { answer, like, type Answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import type { StsAccount } from "../client.ts";
import { open } from "./session.ts";

const assume = (
  { as }: StsAccount,
  change: Partial<AssumeRoleCommandInput> = {},
): Promise<Answer> =>
  answer(
    as({}).send(
      new AssumeRoleCommand({ RoleArn: DEPLOY_ROLE, RoleSessionName: "laptop", ...change }),
    ),
    ({ AssumedRoleUser, Credentials }) => ({
      arn: AssumedRoleUser?.Arn,
      key: like(Credentials?.AccessKeyId, /^ASIA[A-Z0-9]{16}$/, "ASIA and 16 characters"),
    }),
  );

export const ROLE_CASES: Case<StsAccount>[] = [
  { name: "a user assumes a role", run: (client) => assume(client) },
  {
    name: "a user assumes a role, with permissions checked",
    run: (client) => client.guarded(() => assume(client)),
  },
  {
    name: "a user assumes a role that there is not",
    run: (client) => assume(client, { RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleet-nobody` }),
  },
  {
    name: "a user assumes a role under too long a name",
    run: (client) => assume(client, { RoleSessionName: "s".repeat(65) }),
  },
  {
    name: "a user assumes a role for too short a time",
    run: (client) => assume(client, { DurationSeconds: 60 }),
  },
  {
    name: "a session's keys open a session of the same role",
    run: async (client) => {
      const { Credentials } = await open(client);
      const key = {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      };
      const command = new AssumeRoleCommand({ RoleArn: DEPLOY_ROLE, RoleSessionName: "chained" });
      const chained = await client.as(key).send(command);
      const { Arn } = await client
        .as({
          accessKeyId: chained.Credentials?.AccessKeyId ?? "",
          secretAccessKey: chained.Credentials?.SecretAccessKey ?? "",
          sessionToken: chained.Credentials?.SessionToken ?? "",
        })
        .send(new GetCallerIdentityCommand({}));
      return Arn;
    },
  },
];
