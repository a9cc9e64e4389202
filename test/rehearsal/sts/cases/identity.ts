import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Key } from "../../aws/account.ts";
import { answer, like, type Answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import type { StsAccount } from "../client.ts";
import { open } from "./session.ts";

const who = ({ as }: StsAccount, key: Partial<Key> = {}): Promise<Answer> =>
  answer(as(key).send(new GetCallerIdentityCommand({})), ({ Account, Arn }) => ({ Account, Arn }));

/** Sends an unsigned form and returns the status and the code of the error. */
async function unsigned(
  { url }: StsAccount,
  parameters: Record<string, string>,
): Promise<{ status: number; code: string | undefined }> {
  // Without a signature, moto can recognise the service only by its host name.
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Version: "2011-06-15", ...parameters }).toString(),
  });
  const text = await response.text();
  return { status: response.status, code: /<Code>([^<]+)<\/Code>/.exec(text)?.[1] };
}

export const IDENTITY_CASES: Case<StsAccount>[] = [
  { name: "who the user is", run: (client) => who(client) },
  {
    name: "a user's id",
    run: ({ as }) =>
      answer(as({}).send(new GetCallerIdentityCommand({})), ({ UserId }) =>
        like(UserId, /^AIDA[A-Z0-9]{16,17}$/, "AIDA and 16 or 17 characters"),
      ),
  },
  {
    name: "who the user is, with the signature checked",
    run: (client) => client.guarded(() => who(client)),
  },
  {
    name: "a key that there is not",
    run: (client) => client.guarded(() => who(client, { accessKeyId: "AKIAIOSFODNN7EXAMPLE" })),
  },
  {
    name: "a key called constructor",
    run: (client) => client.guarded(() => who(client, { accessKeyId: "constructor" })),
  },
  {
    name: "a secret that is wrong",
    run: (client) => client.guarded(() => who(client, { secretAccessKey: "wrong" })),
  },
  {
    name: "a session with its signature checked",
    run: async (client) => {
      const { Credentials } = await open(client);
      const key = {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      };
      return client.guarded(() => who(client, key));
    },
  },
  {
    name: "a session without its token",
    run: async (client) => {
      const { Credentials } = await open(client);
      const accessKeyId = Credentials?.AccessKeyId ?? "";
      const secretAccessKey = Credentials?.SecretAccessKey ?? "";
      return client.guarded(() => who(client, { accessKeyId, secretAccessKey }));
    },
  },
  {
    name: "a session with another token",
    run: async (client) => {
      const { Credentials } = await open(client);
      const accessKeyId = Credentials?.AccessKeyId ?? "";
      const secretAccessKey = Credentials?.SecretAccessKey ?? "";
      const key = { accessKeyId, secretAccessKey, sessionToken: "other" };
      return client.guarded(() => who(client, key));
    },
  },
  {
    name: "a request that nobody signed",
    run: (client) => unsigned(client, { Action: "GetCallerIdentity" }),
  },
];
