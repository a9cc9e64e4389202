import type { Image } from "../registry/image.ts";
import type { TokenChange } from "./issuer.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
export const REPOSITORY = "example-org/fleet";
export const DEPLOY_ROLE = `arn:aws:iam::${ACCOUNT}:role/fleet-deploy`;
const PROVIDER = "token.actions.githubusercontent.com";

/** A bucket name that another account has taken. moto does not know other accounts, so there the name is free. */
export const FOREIGN_BUCKET = "taken-by-somebody";

export interface Key {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A simulated AWS account, and what a client needs to use it. */
export interface Account {
  /** http://127.0.0.1:PORT */
  url: string;
  /** A long-lived key of the IAM user `tester`, which may do everything. */
  key: Key;
  /** Returns the OIDC token of a job in the environment `dev`, as GitHub signs it, with optional changes. */
  idToken: (change?: TokenChange) => Promise<string>;
  /** Pushes an image into a repository of ECR. Each side does this in its own way. */
  pushImage: (repository: string, tag: string, image: Image) => Promise<void>;
  /** Creates a secret, or gives it a new version. @returns its ARN */
  putSecret: (name: string, value: string | Buffer) => Promise<string>;
  /** Schedules the deletion of a secret. */
  deleteSecret: (name: string) => Promise<void>;
  /** Runs while signatures and permissions are checked. Our side always checks them; moto has to be told to. */
  guarded: <Result>(run: () => Promise<Result>) => Promise<Result>;
  stop: () => Promise<void>;
}

/** Trust policy of fleet-deploy: jobs of the repository in the environment `dev` may assume it with GitHub's token. */
export const TRUST = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow" as const,
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${PROVIDER}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${PROVIDER}:aud`]: "sts.amazonaws.com",
          [`${PROVIDER}:sub`]: `repo:${REPOSITORY}:environment:dev`,
        },
      },
    },
  ],
};
