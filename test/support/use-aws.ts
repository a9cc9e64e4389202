import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import { startAws } from "../../rehearsal/aws/index.ts";
import type { Aws, AwsOptions } from "../../rehearsal/aws/index.ts";
import { startRegistry } from "../../rehearsal/registry/index.ts";
import type { Registry } from "../../rehearsal/registry/index.ts";
import { ACCOUNT, REGION } from "./cloud.ts";

/** One for all tests of a file. */
export let aws: Aws;
/** For whatever a test writes. */
export let directory = "";

/** Gives the tests of a file AWS with one bucket, without GitHub and roles; it is closed behind the last one. */
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
