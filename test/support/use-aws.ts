import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import { startAws } from "../../rehearsal/aws/index.ts";
import type { Aws, AwsOptions } from "../../rehearsal/aws/index.ts";
import { startRegistry } from "../../rehearsal/registry/index.ts";
import type { Registry } from "../../rehearsal/registry/index.ts";
import { ACCOUNT, REGION } from "./cloud.ts";

/** The embedded AWS, one for all tests of a file. */
export let aws: Aws;
/** Folder for the files of a test. */
export let directory = "";

/** Gives the tests of a file an AWS with one bucket, without GitHub and roles. Closes it after the last test. */
export function useAws(
  bucket: string,
  options: Pick<AwsOptions, "bucketsOfOtherAccounts"> = {},
): void {
  let registry: Registry;
  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "eks-aws-"));
    registry = await startRegistry({ directory });
    aws = await startAws({
      accountId: ACCOUNT,
      region: REGION,
      roles: [],
      registry,
      oidc: {
        issuer: "https://token.actions.githubusercontent.com",
        jwksUrl: "http://127.0.0.1:9",
      },
      ...options,
    });
    aws.s3.create(bucket, ACCOUNT, REGION);
  });
  afterAll(async () => {
    await aws.close();
    await registry.close();
    rmSync(directory, { recursive: true, force: true });
  });
}
