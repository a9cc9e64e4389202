import { expect, test } from "@jest/globals";
import { adviseOn } from "../../../../../actions/lib/terraform/advice.ts";
import { observeDiagnostic } from "../../../../../actions/lib/terraform/observe.ts";
import { error } from "./diagnostics.ts";

const s3 = (operation: string, rest: string) =>
  `operation error S3: ${operation}, https response error ${rest}`;
const NOT_EMPTY =
  "ECR Repository (shop-dev/web) not empty, consider using force_delete: operation error ECR: DeleteRepository, https response error StatusCode: 400, RequestID: R, RepositoryNotEmptyException: The repository with name 'shop-dev/web' in registry with id '111122223333' cannot be deleted because it still contains images";
const LIST = "Failed to get existing workspaces";

test.each([
  [
    "a wrong clock",
    LIST,
    s3("ListObjectsV2", "StatusCode: 403, RequestID: R, api error RequestTimeTooSkewed: too large"),
    /^set the clock/,
  ],
  [
    "a host that DNS does not know",
    "Retrieving caller identity from STS",
    'operation error STS: GetCallerIdentity, exceeded maximum number of attempts, 9, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.eu-west-1.amazonaws.com/": dial tcp: lookup\nsts.eu-west-1.amazonaws.com on 127.0.0.53:53: no such\nhost',
    /^check that the runner reaches sts\.eu-west-1\.amazonaws\.com: .*HTTPS_PROXY/,
  ],
  [
    "an untrusted certificate",
    LIST,
    s3(
      "ListObjectsV2",
      'StatusCode: 0, request send failed, Get "https://pier.s3.eu-west-1.amazonaws.com/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    /certificate of pier\.s3\.eu-west-1\.amazonaws\.com: .*AWS_CA_BUNDLE/,
  ],
  [
    "a store without conditional writes",
    "Error acquiring the state lock",
    s3(
      "PutObject",
      "StatusCode: 501, RequestID: R, api error NotImplemented: A header you provided",
    ),
    /`use_lockfile = false`/,
  ],
  [
    "a state that differs from its digest",
    "Error refreshing state: state data in S3 does not have the expected content.",
    "",
    /-md5 of the DynamoDB table/,
  ],
  [
    "a disabled key",
    "Error loading state",
    s3(
      "GetObject",
      "StatusCode: 400, RequestID: R, api error KMS.DisabledException: arn:aws:kms:eu-west-1:1:key/2 is\ndisabled.",
    ),
    /KMS key .* cannot be used: enable it: aws kms enable-key$/,
  ],
  [
    "a key that is pending deletion",
    "Error acquiring the state lock",
    s3(
      "PutObject",
      "StatusCode: 400, RequestID: R, api error KMS.KMSInvalidStateException: arn:aws:kms:eu-west-1:1:key/2 is pending deletion.",
    ),
    /cancel-key-deletion/,
  ],
  [
    "a state of a newer version",
    "Error refreshing state: state snapshot was created by Terraform v1.15.0, which is newer than current v1.11.4; upgrade to Terraform v1.15.0 or greater to work with this state",
    "",
    /^somebody has changed this state with 1\.15\.0, and 1\.11\.4 cannot read it/,
  ],
  [
    "a role of the backend that is assumed for too long",
    "Cannot assume IAM Role",
    "IAM Role (arn:aws:iam::1:role/pier) cannot be assumed.\n\nError: operation error STS: AssumeRole, https response error StatusCode: 400,\nRequestID: R, api error ValidationError: The requested DurationSeconds\nexceeds the 1 hour session limit for roles assumed by role chaining",
    /^set `duration` of assume_role to at most 1h/,
  ],
  [
    "a role of the backend that does not live for so long",
    "Cannot assume IAM Role",
    "Error: operation error STS: AssumeRole, https response error StatusCode: 400,\nRequestID: R, api error ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    /^lower `duration` of assume_role, or raise the maximum session duration/,
  ],
  [
    "a token that the region does not accept",
    LIST,
    s3(
      "ListObjectsV2",
      "StatusCode: 400, RequestID: R, api error InvalidToken: The provided token is malformed or otherwise invalid.",
    ),
    /account must have enabled the region/,
  ],
  [
    "a region that is newer than the tool, or does not exist",
    "Invalid region value",
    "Invalid AWS Region: eu-north-9",
    /^correct the region eu-north-9; if AWS opened it .*skip_region_validation = true/,
  ],
  [
    "a module without such a version",
    "Unresolvable module version constraint",
    'There is no available version of module "acme/pier/aws" (main.tf:1) which\nmatches the given version constraint. The newest available version is 5.1.0.',
    /^correct `version` of the module/,
  ],
  [
    "a variable in a backend block",
    "Variables not allowed",
    "Variables may not be used here.",
    /^write a constant there.*backend-config$/,
  ],
])("%s", (_, summary, detail, fix) => {
  expect(adviseOn(observeDiagnostic("plan", error(summary, { detail })))).toMatch(fix);
});

test.each([
  ["a message of another service", { address: "harbour_crane.main" }, "dial tcp: no such host"],
  ["an error of the configuration", {}, "There is no variable named x509: "],
])("has no advice for %s", (_, more, detail) => {
  const failure = observeDiagnostic("plan", error("creating the crane", { ...more, detail }));
  expect(adviseOn(failure)).toBeUndefined();
});

test("explains that a repository with images was removed from the variables", () => {
  const of = (address: string) =>
    adviseOn(observeDiagnostic("apply", error(NOT_EMPTY, { address })));
  expect(of('module.registry.aws_ecr_repository.this["web"]')).toBe(
    "the repository shop-dev/web has images, which releases name and running workloads may pull, so it is not deleted. If its name was removed or misspelt in the variable `repositories` by mistake, put it back and run the job again. To delete it on purpose: delete its images first, or set force_delete where the repository is declared (force_delete_images of the pipeline) and apply that while the repository is still there",
  );
  expect(of("acme_repository.web")).toBeUndefined();
});
