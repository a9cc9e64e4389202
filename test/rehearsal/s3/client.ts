import { S3Client } from "@aws-sdk/client-s3";
import { REGION, type Account, type Key } from "../aws/account.ts";
import type { Side } from "../service.ts";
import { openWorkspace, type Workspace } from "./terraform.ts";

/** The bucket that most cases use. The first cases create it. */
export const BUCKET = "fleet-dev-terraform-state";
/** Key of the state of the real Terraform in this bucket. */
export const TERRAFORM_STATE = "workspace/terraform.tfstate";

export interface S3Account {
  s3: S3Client;
  /** Returns a client of the same S3 that signs with another key. */
  as: (key: Partial<Key>) => S3Client;
  guarded: Account["guarded"];
  terraform: Workspace["run"];
}

export async function sideOf(account: Account): Promise<Side<S3Account>> {
  const { url, key, guarded } = account;
  const options = { endpoint: url, region: REGION, maxAttempts: 1, forcePathStyle: true };
  const as = (other: Partial<Key>): S3Client =>
    new S3Client({ ...options, credentials: { ...key, ...other } });
  const workspace = await openWorkspace(account, BUCKET, TERRAFORM_STATE);
  const stop = async (): Promise<void> => {
    workspace.remove();
    await account.stop();
  };
  return { client: { s3: as({}), as, guarded, terraform: workspace.run }, stop };
}
