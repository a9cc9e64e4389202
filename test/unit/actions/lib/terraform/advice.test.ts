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
    "keys that only the apply knows",
    "Invalid for_each argument",
    'The "for_each" set includes values derived from resource attributes that cannot be determined until apply',
    /known before the apply.*`targets`/,
  ],
  [
    "a number that only the apply knows",
    "Invalid count argument",
    'The "count" value depends on resource attributes that cannot be determined until apply',
    /known before the apply.*`targets`/,
  ],
  [
    "a protected object",
    "Instance cannot be destroyed",
    "Resource a.b has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.",
    /undo.*or remove prevent_destroy/,
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
    "a variable that OpenTofu already needs at init",
    "Unable to compute static value",
    "backend.s3 depends on var.account_id which is not available",
    /^OpenTofu needs var\.account_id .*TF_VAR_account_id .*\*\.auto\.tfvars/,
  ],
  [
    "the same, if only the declaration is named",
    "Variable not provided via -var, tfvars files, or env",
    "",
    /^OpenTofu needs it .*TF_VAR_NAME /,
  ],
  [
    "a state that is not encrypted yet",
    "Error loading state: encountered unencrypted payload without unencrypted method configured",
    "",
    /method "unencrypted".*fallback/,
  ],
  [
    "a state that was encrypted with another key",
    "Error refreshing state: 1 error occurred:",
    "* decryption failed for all provided methods:\nattempted decryption failed for state: decryption failed: cipher: message authentication failed",
    /^the state was encrypted with another key.*fallback/,
  ],
  [
    "an object whose provider configuration was removed",
    "Provider configuration not present",
    'To work with aws_vpc.old (orphan) its original provider configuration at provider["registry.terraform.io/hashicorp/aws"].west is required, but it has been removed.',
    /^keep the provider block until .*destroyed.*removed block/,
  ],
  [
    "a target without the objects that moved with it",
    "Moved resource instances excluded by targeting",
    'To create a valid plan, either remove your -target=... options altogether or add the following additional target options:\n  -target="aws_vpc.a"\n  -target="module.b[\\"x\\"].aws_vpc.c"\n\nNote that',
    /^add to `targets`: aws_vpc\.a, module\.b\["x"\]\.aws_vpc\.c;/,
  ],
  [
    "a state of a newer provider",
    "Resource instance managed by newer provider version",
    "The current state of aws_x.y was created by a newer provider version than is currently selected.",
    /`terraform init -upgrade`.*\.terraform\.lock\.hcl/,
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

test("asks the room of clusters about the providers that talk to one", () => {
  const of = (address: string) =>
    adviseOn(observeDiagnostic("plan", error("Unauthorized", { address })));
  expect(of("helm_release.metrics")).toMatch(/access entry/);
  expect(of("harbour_crane.main")).toBeUndefined();
});

test("explains that a repository with images was removed from the variables", () => {
  const of = (address: string) =>
    adviseOn(observeDiagnostic("apply", error(NOT_EMPTY, { address })));
  expect(of('module.registry.aws_ecr_repository.this["web"]')).toBe(
    "the repository shop-dev/web has images, which releases name and running workloads may pull, so it is not deleted. If its name was removed or misspelt in the variable `repositories` by mistake, put it back and run the job again. To delete it on purpose: delete its images first, or set force_delete where the repository is declared (force_delete_images of the pipeline) and apply that while the repository is still there",
  );
  expect(of("acme_repository.web")).toBeUndefined();
});

const EXISTS =
  "creating IAM Role (fleet-app): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: R, EntityAlreadyExists: Role with name fleet-app already exists.";
const BUCKET =
  "creating S3 Bucket (logs): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: R, HostID: H, BucketAlreadyExists: ";

test.each([
  ["an object that exists already", EXISTS, "", /import block for aws_x\.y/],
  [
    "the same for a cluster",
    "creating EKS Cluster (fleet): operation error EKS: CreateCluster, https response error StatusCode: 409, RequestID: R, ResourceInUseException: Cluster already exists with name: fleet",
    "",
    /^it exists already/,
  ],
  ["a bucket name that another account has", BUCKET, "", /another AWS account/],
  [
    "an object that something else still uses",
    "deleting EC2 Subnet (subnet-1): operation error EC2: DeleteSubnet, https response error StatusCode: 400, RequestID: R, api error DependencyViolation: The subnet 'subnet-1' has dependencies and cannot be deleted.",
    "",
    /still uses it.*network interfaces/,
  ],
  [
    "a quota",
    "creating EC2 Instance: operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: R, api error VcpuLimitExceeded: You have requested more vCPU capacity",
    "",
    /quota.*Service Quotas/,
  ],
  [
    "the same of another service",
    "creating IAM Policy: operation error IAM: CreatePolicy, https response error StatusCode: 409, RequestID: R, LimitExceeded: Cannot exceed quota for PoliciesPerAccount: 1500",
    "",
    /quota.*Service Quotas/,
  ],
  [
    "too many requests",
    "reading EKS Cluster: operation error EKS: DescribeCluster, exceeded maximum number of attempts, 25, https response error StatusCode: 429, RequestID: R, api error ThrottlingException: Rate exceeded",
    "",
    /^AWS limits .*run the job again later.*`parallelism`/,
  ],
  [
    "the same in the words of EC2",
    "creating VPC: operation error EC2: CreateVpc, https response error StatusCode: 503, RequestID: R, api error RequestLimitExceeded: Request limit exceeded.",
    "",
    /^AWS limits /,
  ],
  [
    "an object with deletion protection",
    "deleting RDS DB Instance (x): operation error RDS: DeleteDBInstance, https response error StatusCode: 400, RequestID: R, api error InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.",
    "",
    /deletion protection.*first/,
  ],
  [
    "the same of a load balancer",
    "deleting ELBv2 Load Balancer: operation error Elastic Load Balancing v2: DeleteLoadBalancer, https response error StatusCode: 400, RequestID: R, OperationNotPermitted: Load balancer 'arn' cannot be deleted because deletion protection is enabled",
    "",
    /deletion protection.*first/,
  ],
  [
    "a bucket that is not empty",
    "deleting S3 Bucket (x): operation error S3: DeleteBucket, https response error StatusCode: 409, RequestID: R, HostID: H, api error BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
    "",
    /^the bucket has objects.*versions.*force_destroy/,
  ],
  [
    "a value that changes after the plan",
    "Provider produced inconsistent final plan",
    "When expanding the plan for aws_x.y to include new values learned so far during apply, provider",
    /^run the job again: .*another version of the provider/,
  ],
  [
    "a result that is not as planned",
    "Provider produced inconsistent result after apply",
    "When applying changes to aws_x.y, provider",
    /^run the job again: the next plan shows/,
  ],
  [
    "a provider whose process has ended",
    "Plugin did not respond",
    "The plugin encountered an error, and failed to respond to the plugin6.(*GRPCProvider).ReadResource call.",
    /memory.*`parallelism`/,
  ],
])("knows what to do about %s", (_, summary, detail, fix) => {
  const failure = observeDiagnostic("apply", error(summary, { detail, address: "aws_x.y" }));
  expect(adviseOn(failure)).toMatch(fix);
});

test("the words of AWS mean nothing in the mouth of another provider, those of the tool do", () => {
  const of = (summary: string) =>
    adviseOn(observeDiagnostic("apply", error(summary, { address: "harbour_crane.main" })));
  expect(of(EXISTS)).toBeUndefined();
  expect(of("Provider produced inconsistent final plan")).toMatch(/^run the job again/);
});
