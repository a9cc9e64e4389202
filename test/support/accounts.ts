import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { githubTrust, startAws } from "../../rehearsal/aws/index.ts";
import type { Aws } from "../../rehearsal/aws/index.ts";
import { startLoopback } from "../../rehearsal/base/http.ts";
import type { Loopback } from "../../rehearsal/base/http.ts";
import type { JobIdentity } from "../../rehearsal/github/index.ts";
import { startRegistry } from "../../rehearsal/registry/index.ts";
import type { Registry } from "../../rehearsal/registry/index.ts";
import { REPOSITORY, startFleetGitHub, startJob } from "./cloud.ts";
import { forward } from "./forward.ts";

/** The AWS account of one environment, with its own registry. */
export interface Account {
  id: string;
  aws: Aws;
  registry: Registry;
  /** Returns the ARN of a role of the account. */
  role(name: string): string;
}

/** GitHub, and two AWS accounts behind one address: the SDKs also have only one address for AWS. */
export interface Accounts {
  directory: string;
  staging: Account;
  production: Account;
  /** Returns the variables of a job in the environment `production`. */
  job(change?: Partial<JobIdentity>): Promise<Record<string, string>>;
  close(): Promise<void>;
}

const SUBJECT = `repo:${REPOSITORY}:environment:production`;

/** @param registries the registries of the accounts; the caller closes them. Default: registries of the rehearsal */
export async function startAccounts(registries: readonly Registry[] = []): Promise<Accounts> {
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-accounts-"));
  const github = await startFleetGitHub();
  const open = async (id: string, region: string, given?: Registry): Promise<Account> => {
    const registry = given ?? (await startRegistry({ directory: path.join(directory, id) }));
    const aws = await startAws({
      accountId: id,
      region,
      registry,
      oidc: { issuer: github.issuer, jwksUrl: github.jwksUrl },
      roles: ["fleet-plan", "fleet-deploy"].map((name) => ({
        name,
        trustPolicy: githubTrust(id, SUBJECT),
      })),
    });
    return { id, aws, registry, role: (name) => `arn:aws:iam::${id}:role/${name}` };
  };
  const staging = await open("222222222222", "eu-west-1", registries[0]);
  const production = await open("333333333333", "us-east-1", registries[1]);
  const front = await startFront([staging, production]);
  return {
    directory,
    staging,
    production,
    job: async (change) => {
      const address = { AWS_ENDPOINT_URL: front.url, AWS_ENDPOINT_URL_STS: front.url };
      const identity = { ref: "refs/heads/main", eventName: "push", environment: "production" };
      return (await startJob(github, address, { ...identity, ...change })).env;
    },
    close: async () => {
      await Promise.all([front.close(), staging.aws.close(), production.aws.close()]);
      if (registries.length === 0)
        await Promise.all([staging.registry.close(), production.registry.close()]);
      await github.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Sends each request to its account: found by the key that signed the request, else by the role that it names. */
const startFront = (accounts: readonly Account[]): Promise<Loopback> =>
  startLoopback({
    async handle(exchange) {
      const body = await exchange.body();
      const key = /Credential=([A-Z0-9]+)\//.exec(exchange.header("authorization"))?.[1] ?? "";
      const role = new URLSearchParams(body.toString()).get("RoleArn") ?? "";
      const owner =
        accounts.find(({ aws }) => aws.keys.find(key) !== undefined) ??
        accounts.find(({ id }) => role.split(":")[4] === id) ??
        accounts[0];
      if (owner === undefined) throw new Error("there is no account");
      return forward(exchange, owner.aws.url, body);
    },
  });
