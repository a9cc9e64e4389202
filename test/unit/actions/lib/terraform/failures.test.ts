import { describe, expect, it, test } from "@jest/globals";
import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";
import { RULES, failureOf } from "../../../../../actions/lib/terraform/failures.ts";
import type { Operation } from "../../../../../actions/lib/terraform/observe.ts";
import { error } from "./diagnostics.ts";

const LOCKED = `Error message: operation error S3: PutObject, https response error StatusCode: 412, RequestID: R, HostID: H, api error PreconditionFailed: At least one of the pre-conditions you specified did not hold
Lock Info:
  ID:        5f8f1c5e-1c1c-4b0e-8a5d-0a1f2b3c4d5e
  Path:      bucket/key
  Operation: OperationTypeApply
  Who:       runner@host-7
  Version:   1.11.4
  Created:   2026-11-21 08:00:00.1 +0000 UTC
  Info:      
`;
const s3 = (operation: string, status: number, code: string) =>
  `operation error S3: ${operation}, https response error StatusCode: ${status}, RequestID: R, HostID: H, api error ${code}: no`;
const vpc = { address: "module.network.aws_vpc.main[0]" };
const awsProvider = { address: 'provider["registry.terraform.io/hashicorp/aws"]' };
const DENIED =
  "User: arn:aws:sts::111122223333:assumed-role/plan/gha-7-1 is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:eu-west-1:111122223333:vpc/* because no identity-based policy allows the ec2:CreateVpc action";

// The reason of each rule, with the messages of Terraform, the S3 backend or the AWS provider.
const KNOWN: [Operation, string, Partial<Diagnostic>, string, RegExp, RegExp][] = [
  [
    "plan",
    "Error acquiring the state lock",
    { detail: LOCKED },
    "state-locked",
    /held by runner@host-7 since 2026.* for OperationTypeApply, lock 5f8f1c5e/,
    /`terraform force-unlock 5f8f1c5e-1c1c-4b0e-8a5d-0a1f2b3c4d5e`$/,
  ],
  [
    "plan",
    "Error acquiring the state lock",
    { detail: `Error message: ${s3("PutObject", 409, "ConditionalRequestConflict")}` },
    "state-locked",
    /held by unknown$/,
    /raise lock-timeout$/,
  ],
  [
    "plan",
    "Error acquiring the state lock",
    {
      detail: `Error message: ${s3("PutObject", 412, "PreconditionFailed")}\nunable to retrieve file from S3 bucket 'pier' with key 'a.tfstate.tflock':\noperation error S3: GetObject, https response error\nStatusCode: 404, RequestID: R, HostID: H, NoSuchKey:`,
    },
    "state-locked",
    /: the lock was gone when the tool looked who holds it$/,
    /^run the job again.*not AWS.*`use_lockfile = false`/,
  ],
  [
    "plan",
    "Error acquiring the state lock",
    {
      detail: `Error message: ${s3("PutObject", 412, "PreconditionFailed")}\nunable to retrieve file from S3 bucket 'pier' with key 'a.tfstate.tflock': ${s3("GetObject", 403, "AccessDenied")}`,
    },
    "state-locked",
    /held by unknown$/,
    /raise lock-timeout; to see who holds it, allow the role s3:GetObject on the state's key with \.tflock$/,
  ],
  [
    "plan",
    "Error acquiring the state lock",
    { detail: `Error message: ${s3("PutObject", 403, "AccessDenied")}` },
    "access-denied",
    /acquiring the state lock$/,
    /s3:DeleteObject on the key with .tflock/,
  ],
  [
    "init",
    "failed to get shared config profile, ci",
    {},
    "no-aws-credentials",
    /profile, ci$/,
    /leave `profile` out of the backend block/,
  ],
  [
    "init",
    `Failed to get existing workspaces: Unable to list objects in S3 bucket "pier": ${s3("ListObjectsV2", 301, "PermanentRedirect")}`,
    {},
    "bucket-wrong-region",
    /PermanentRedirect/,
    /^the bucket is in another region: correct aws-region/,
  ],
  [
    "init",
    "Error refreshing state: 1 error occurred:",
    { detail: "* decryption failed for all provided methods:\nattempted decryption failed" },
    "init-failed",
    /: Error refreshing state: 1 error occurred: \* decryption failed for all provided methods: attempted decryption failed$/,
    /encrypted with another key/,
  ],
  ["apply", "Saved plan is stale", {}, "plan-stale", /stale/, /again/],
  ["apply", "Failed to save state", {}, "state-not-saved", /save state/, /state push/],
  ["apply", "Failed to persist state to backend", {}, "state-not-saved", /persist/, /state push/],
  [
    "plan",
    'Backend initialization required, please run "terraform init"',
    {},
    "not-initialized",
    /init/,
    /setup-terraform-backend/,
  ],
  [
    "plan",
    "Inconsistent dependency lock file",
    {},
    "not-initialized",
    /lock file/,
    /setup-terraform-backend/,
  ],
  [
    "plan",
    "Module source has changed",
    { detail: 'The source address was changed. Run "terraform init" to install all modules.' },
    "not-initialized",
    /source has changed/,
    /setup-terraform-backend/,
  ],
  [
    "plan",
    "Missing required provider",
    { detail: "You may be able to install it automatically by running:\n  terraform init" },
    "not-initialized",
    /required provider/,
    /setup-terraform-backend/,
  ],
  [
    "plan",
    "error configuring S3 Backend: no valid credential sources for S3 Backend found.",
    {},
    "no-aws-credentials",
    /S3 Backend found/,
    /set role-arn/,
  ],
  [
    "plan",
    "Failed to load plugin schemas",
    { detail: "missing or corrupted provider plugins:\n  - hashicorp/aws" },
    "not-initialized",
    /schemas/,
    /setup-terraform-backend/,
  ],
  ["plan", "No value for required variable", {}, "variable-missing", /variable/, /variable-files/],
  ["plan", "No configuration files", {}, "no-configuration", /files/, /working-directory/],
  [
    "init",
    "Inconsistent dependency lock file",
    {},
    "lock-file-incomplete",
    /lock/,
    /providers lock/,
  ],
  [
    "init",
    "Failed to install provider",
    { detail: "the local package doesn't match any of the checksums previously recorded" },
    "lock-file-incomplete",
    /install/,
    /providers lock/,
  ],
  ["init", "Provider dependency changes detected", {}, "lock-file-incomplete", /changes/, /commit/],
  [
    "init",
    "Failed to install provider",
    {
      detail:
        "Error while installing example/b v2.1.0: the package does not match any of the\nchecksums recorded in the dependency lock file",
    },
    "lock-file-incomplete",
    /install/,
    /providers lock/,
  ],
  [
    "init",
    "Failed to download module",
    {
      detail:
        "error downloading 'git::https://git.example.com/net': fatal: Unable to create '/x/.git/index.lock': another git process left a lock file, and could not connect to it",
    },
    "modules-unavailable",
    /module/,
    /module's source/,
  ],
  [
    "init",
    "Unsupported Terraform Core version",
    {},
    "version-mismatch",
    /Core/,
    /required_version/,
  ],
  [
    "init",
    "Failed to query available provider packages",
    { detail: "could not connect to registry.terraform.io: 403 Forbidden" },
    "providers-unavailable",
    /query/,
    /mirror/,
  ],
  [
    "init",
    "Failed to query available provider packages",
    {
      detail:
        "Could not retrieve the list of available versions for provider hashicorp/aws: no available releases match the given constraints ~> 99.0",
    },
    "init-failed",
    /query/,
    /^no published version satisfies/,
  ],
  ["init", "Module not installed", {}, "modules-unavailable", /Module/, /source/],
  [
    "init",
    "Failed to download module",
    {
      detail:
        "error downloading 'https://github.com/acme/pier.git?ref=v1': /usr/bin/git exited with 128:\nfatal: could not read Username for 'https://github.com': terminal prompts\ndisabled",
    },
    "modules-unavailable",
    /download/,
    /^github\.com does not give the module's repository to this job, .*\.insteadOf/,
  ],
  [
    "init",
    "Failed to download module",
    {
      detail:
        "error downloading 'ssh://git@github.com/acme/pier.git': /usr/bin/git exited with 128:\nHost key verification failed.\nfatal: Could not read from remote repository.",
    },
    "modules-unavailable",
    /download/,
    /known_hosts/,
  ],
  [
    "init",
    "Failed to download module",
    {
      detail:
        "error downloading 'https://github.com/acme/pier.git?ref=v9': /usr/bin/git exited with 1:\nerror: pathspec 'v9' did not match any file(s) known to git",
    },
    "modules-unavailable",
    /download/,
    /^the module's repository has no v9: correct \?ref=/,
  ],
  [
    "init",
    "Error accessing remote module registry",
    {
      detail:
        'Failed to retrieve available versions for module "pier" (main.tf:1) from\napp.acme.example: error looking up module versions: 401 Unauthorized.',
    },
    "modules-unavailable",
    /registry/,
    /TF_TOKEN_app_acme_example/,
  ],
  [
    "init",
    "Failed to download module",
    { detail: "bad response code: 403 Forbidden" },
    "modules-unavailable",
    /download/,
    /this job may read/,
  ],
  [
    "init",
    "Error accessing remote module registry",
    {
      detail:
        'Failed to retrieve available versions for module "vpc" (main.tf:1) from\nregistry.terraform.io: failed to request discovery document: Get\n"https://registry.terraform.io/.well-known/terraform.json": dial tcp: lookup\nregistry.terraform.io on 10.0.0.2:53: no such host.',
    },
    "modules-unavailable",
    /remote module registry/,
    /^check that the runner reaches registry\.terraform\.io: its network and DNS/,
  ],
  [
    "init",
    "Failed to download module",
    {
      detail:
        "error downloading 'https://git.example.com/x.git': /usr/bin/git exited with 128: fatal: unable to access 'https://git.example.com/x.git/': Failed to connect to proxy port 3128 after 0 ms: Couldn't connect to server",
    },
    "modules-unavailable",
    /download/,
    /^check that the runner reaches git\.example\.com: .*HTTPS_PROXY/,
  ],
  [
    "init",
    'Failed to get existing workspaces: Unable to list objects in S3 bucket "pier" with prefix "env:/"',
    {
      detail:
        'operation error S3: ListObjectsV2, https response error StatusCode: 301, RequestID: R, HostID: H, requested bucket from "eu-west-1", actual location "eu-north-1"',
    },
    "bucket-wrong-region",
    /existing workspaces/,
    /^the bucket is in eu-north-1: set aws-region/,
  ],
  [
    "init",
    `Failed to get existing workspaces: Unable to list objects in S3 bucket "pier" with prefix "env:/": operation error S3: ListObjectsV2, https response error StatusCode: 400, RequestID: R, HostID: H, api error AuthorizationHeaderMalformed: The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'eu-north-1'`,
    {},
    "bucket-wrong-region",
    /existing workspaces/,
    /^the bucket is in eu-north-1: set aws-region/,
  ],
  [
    "plan",
    "Error acquiring the state lock",
    {
      detail:
        'Error message: operation error DynamoDB: PutItem, https response error StatusCode: 400, RequestID: R, ResourceNotFoundException: Requested resource not found\nUnable to retrieve item from DynamoDB table "locks": operation error DynamoDB: GetItem, https response error StatusCode: 400, RequestID: R, ResourceNotFoundException: Requested resource not found\n\nTerraform acquires a state lock to protect the state from being written\nby multiple users at the same time.',
    },
    "lock-table-missing",
    /state lock$/,
    /^leave dynamodb_table out .* create the table locks in the backend's region .*LockID/,
  ],
  ["init", 'S3 bucket "x" does not exist.', {}, "bucket-missing", /"x"/, /ensure/],
  [
    "init",
    "Failed to get existing workspaces",
    { detail: s3("ListObjectsV2", 404, "NoSuchBucket") },
    "bucket-missing",
    /workspaces/,
    /ensure/,
  ],
  [
    "init",
    "AWS account ID not allowed: 1",
    {},
    "wrong-account",
    /1$/,
    /role-arn; where none is given, correct the credentials of the job/,
  ],
  ["plan", "AWS account ID not allowed: 1", awsProvider, "wrong-account", /1$/, /role-arn/],
  [
    "plan",
    "reading EC2 VPC (vpc-1): ExpiredToken: gone",
    vpc,
    "credentials-expired",
    /Expired/,
    /session/,
  ],
  [
    "plan",
    "Retrieving AWS account details: validating provider credentials",
    {
      ...awsProvider,
      detail: `operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: R, api error ExpiredToken: The security token included in the request is expired`,
    },
    "credentials-expired",
    /validating/,
    /session/,
  ],
  [
    "init",
    "Failed to get existing workspaces",
    { detail: s3("ListObjectsV2", 400, "ExpiredToken") },
    "credentials-expired",
    /workspaces/,
    /session/,
  ],
  [
    "plan",
    "refreshing the SSO token: the token has expired",
    awsProvider,
    "credentials-expired",
    /token/,
    /session/,
  ],
  [
    "plan",
    "Retrieving AWS account details: validating provider credentials",
    {
      ...awsProvider,
      detail:
        "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: R, api error InvalidClientTokenId: The security token included in the request is invalid",
    },
    "no-aws-credentials",
    /validating/,
    /^AWS does not know the access key/,
  ],
  ["init", "No valid credential sources found", {}, "no-aws-credentials", /valid/, /role-arn/],
  [
    "plan",
    "No valid credential sources found",
    { context: 'provider "aws"' },
    "no-aws-credentials",
    /valid/,
    /role-arn/,
  ],
  [
    "init",
    "Failed to get existing workspaces",
    { detail: s3("ListObjectsV2", 403, "AccessDenied") },
    "access-denied",
    /workspaces/,
    /s3:ListBucket/,
  ],
  ["apply", `creating VPC: UnauthorizedOperation: no`, vpc, "access-denied", /creating/, /allow/],
  [
    "apply",
    `creating VPC: ${DENIED}`,
    vpc,
    "access-denied",
    /creating/,
    /"Action":"ec2:CreateVpc"/,
  ],
  [
    "init",
    "Cannot assume IAM Role",
    {
      detail:
        "IAM Role (arn:aws:iam::999900001111:role/harbour) cannot be assumed.\n\nError: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: R, api error AccessDenied: User: arn:aws:sts::111122223333:assumed-role/plan/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999900001111:role/harbour",
    },
    "access-denied",
    /Cannot assume IAM Role$/,
    /"Action":"sts:AssumeRole","Resource":"arn:aws:iam::999900001111:role\/harbour".*trust policy/,
  ],
];

describe("failureOf", () => {
  it.each(KNOWN)(
    "%s: %s %j has the reason %s",
    (operation, summary, more, reason, message, fix) => {
      const failure = failureOf(operation, [error(summary, more)], "");
      expect(failure.reason).toBe(reason);
      expect(failure.message).toMatch(message);
      expect(failure.fix).toMatch(fix);
    },
  );

  test.each<[string, Partial<Diagnostic>, string, string]>([
    [
      "an input that sets a variable",
      { variable: "images", input: "images" },
      "terraform plan failed: Invalid value for variable images (from the input images): images must have the keys frontend and backend",
      "correct the input images, or the workspace that takes it, then run the job again",
    ],
    [
      "the input variables",
      { variable: "replicas", input: "variables" },
      "terraform plan failed: Invalid value for variable replicas (from the input variables): images must have the keys frontend and backend",
      "correct the variable replicas in the input variables, then run the job again",
    ],
    [
      "a file in the repository",
      { variable: "images", file: "dev.tfvars", line: 3 },
      "terraform plan failed: Invalid value for variable (dev.tfvars:3): images must have the keys frontend and backend",
      "correct the variable images in dev.tfvars, then run the job again",
    ],
    [
      "a variable file outside the workspace's folder, which the tool names by its complete path",
      { variable: "images", file: "/runner/_work/shop/shop/environments/dev.tfvars", line: 3 },
      "terraform plan failed: Invalid value for variable (dev.tfvars:3): images must have the keys frontend and backend",
      "correct the variable images in dev.tfvars, then run the job again",
    ],
  ])("names a value that Terraform refuses, from %s", (_, more, message, fix) => {
    const detail =
      "images must have the keys frontend and backend.\n\nThis was checked by the validation rule at variables.tf:46,3-13.";
    const diagnostic = error("Invalid value for variable", { detail, ...more });
    expect(failureOf("plan", [diagnostic], "")).toMatchObject({ message, fix });
  });

  test("every rule has a row in the table above", () => {
    const missing = RULES.filter(({ reason }) => !KNOWN.some((row) => row[3] === reason));
    expect(missing).toStrictEqual([]);
  });

  it.each<[string, Operation, Diagnostic[]]>([
    ["an unknown error", "plan", [error("something new")]],
    [
      "a token of another service in an AWS resource",
      "plan",
      [error("creating CodeBuild Webhook: the GitHub OAuth token has expired", vpc)],
    ],
    [
      "the same message of another provider",
      "plan",
      [error("login: ExpiredToken: token is expired", { address: "vault_token.ci" })],
    ],
    [
      "a message that the author of the configuration wrote (case plan-expired-token-of-another-service)",
      "plan",
      [
        error("Invalid value for variable", {
          context: 'variable "pager"',
          detail: "The token of the pager has expired: AccessDenied, StatusCode: 403.",
        }),
      ],
    ],
    [
      "the author's message in a precondition of an AWS resource",
      "apply",
      [
        error("Resource precondition failed", {
          ...vpc,
          detail: "ExpiredToken: renew the token that expired yesterday.",
        }),
      ],
    ],
    [
      "what a program said that a provisioner of an AWS resource has run",
      "apply",
      [
        error("local-exec provisioner error", {
          ...vpc,
          detail:
            "Error running command './register.sh': exit status 254. Output: the security token included in the request is expired",
        }),
      ],
    ],
    [
      "the author's message that asks for an init",
      "plan",
      [
        error("Check block assertion failed", {
          detail: 'The pier is new: please run "terraform init" again.',
        }),
      ],
    ],
    [
      "a provider that quotes an answer of AWS to somebody else",
      "apply",
      [
        error("syncing the mirror failed", {
          address: "harbour_mirror.main",
          detail: s3("PutObject", 403, "ExpiredToken"),
        }),
      ],
    ],
    [
      "a provider of another cloud without credentials",
      "plan",
      [
        error("No valid credential sources found", {
          address: 'provider["registry.terraform.io/example/harbour"]',
        }),
      ],
    ],
    [
      "an account that another provider does not allow",
      "plan",
      [error("AWS account ID not allowed: 7", { address: "harbour_link.main" })],
    ],
    [
      "a permission that another provider's server refuses with AWS's message",
      "apply",
      [error(`linking: ${DENIED}`, { address: "harbour_link.main" })],
    ],
    [
      "another provider that mentions plugins",
      "apply",
      [
        error("starting the crane", {
          address: "harbour_crane.main",
          detail: "missing or corrupted provider plugins",
        }),
      ],
    ],
    [
      "a known error that is not the first",
      "apply",
      [error("boom", { address: "a.b" }), error("creating VPC: Forbidden: no", vpc)],
    ],
  ])("has the operation's own reason for %s", (_, operation, diagnostics) => {
    const failure = failureOf(operation, diagnostics, "");
    expect(failure.reason).toBe(`${operation}-failed`);
    expect(failure.fix).toMatch(/\S/);
  });

  test("takes a state that was not saved as the reason, in any order", () => {
    const errors = [error("creating VPC: Forbidden: no", vpc), error("Failed to save state")];
    expect(failureOf("apply", errors, "").reason).toBe("state-not-saved");
  });

  test("P-E 48: says if a state was not saved because the AWS session had ended", () => {
    const errors = [
      error("Failed to save state", { detail: "HeadObject, api error BadRequest: Bad Request" }),
      error("Error releasing the state lock", {
        detail:
          "operation error S3: GetObject, api error ExpiredToken: The provided token expired.",
      }),
    ];
    const failure = failureOf("apply", errors, "");
    expect(failure.reason).toBe("state-not-saved");
    expect(failure.message).toBe(
      "terraform apply failed: Failed to save state, and 1 more; the AWS session ended before the state was saved",
    );
    expect(failure.fix).toMatch(
      /state push.+before the next apply; the AWS session ended: give role-arn/,
    );
  });

  test.each([
    [
      "with the permission that is missing",
      s3("DeleteObject", 403, "AccessDenied"),
      "access-denied",
      /s3:DeleteObject .*\.tflock; the lock may be left, .*`terraform force-unlock 5f8f1c5e`$/,
    ],
    [
      "also without a known cause",
      "dial tcp: broken pipe",
      "apply-failed",
      /; the lock may be left, .*`terraform force-unlock 5f8f1c5e`$/,
    ],
  ])("says that a lock may be left, %s", (_, cause, reason, fix) => {
    const detail = `Error message: ${cause}\nLock Info:\n  ID:        5f8f1c5e\n  Who:       runner@host`;
    const failure = failureOf("apply", [error("Error releasing the state lock", { detail })], "");
    expect(failure.reason).toBe(reason);
    expect(failure.fix).toMatch(fix);
    const unnamed = error("Error releasing the state lock", { detail: cause });
    expect(failureOf("plan", [error("Invalid index"), unnamed], "").fix).toMatch(
      /; the lock may be left, .*`terraform force-unlock ID`$/,
    );
  });

  test.each<[Operation, string, string, string]>([
    ["plan", "Error acquiring the state lock", LOCKED, "`tofu force-unlock 5f8f1c5e"],
    ["apply", "Error releasing the state lock", LOCKED, "`tofu force-unlock 5f8f1c5e"],
    ["apply", "Failed to save state", "", "`tofu state push errored.tfstate`"],
    ["init", "Inconsistent dependency lock file", "", "`tofu providers lock -platform"],
    [
      "init",
      "Failed to install provider",
      "does not match configured version constraint",
      "`tofu init -upgrade`",
    ],
  ])("the commands against a failed %s of OpenTofu (%s) are those of OpenTofu", (...given) => {
    const [operation, summary, detail, command] = given;
    const failure = failureOf(operation, [error(summary, { detail })], "", "opentofu");
    expect(failure.fix).toContain(command);
    expect(failure.fix).not.toMatch(/terraform [a-z]/);
    expect([failure.tool, failureOf(operation, [], "").tool]).toStrictEqual([
      "opentofu",
      "terraform",
    ]);
  });

  test("the message is one line, even if a provider lists its errors in several", () => {
    const summary = "1 error occurred:\n\t* timed out waiting for the condition\n\n";
    expect(
      failureOf("apply", [error(summary, { address: "a.b", file: "main.tf" })], "").message,
    ).toBe(
      "terraform apply failed: a.b: 1 error occurred: * timed out waiting for the condition (main.tf)",
    );
  });

  test("does not name an error that only announces others", () => {
    const preamble = error(
      "Terraform encountered problems during initialisation, including problems",
    );
    const named = error("Argument or block definition required", { file: "main.tf", line: 3 });
    const { message } = failureOf("init", [preamble, named], "");
    expect(message).toBe(
      "terraform init failed: Argument or block definition required (main.tf:3)",
    );
    expect(failureOf("init", [preamble], "").message).toContain(preamble.summary);
  });

  test("has advice for an error without its own reason, if there is advice", () => {
    const snapshot =
      "Error loading state: state snapshot was created by Terraform v1.14.2, which is newer than current v1.11.4; upgrade";
    const { reason, fix } = failureOf("plan", [error(snapshot)], "");
    expect(reason).toBe("plan-failed");
    expect(fix).toContain("give 1.14.2 or later in the input version");
  });

  test("names the resource, the place and the number of other errors", () => {
    const first = error("boom", { address: "a.b", file: "main.tf", line: 7 });
    const failure = failureOf(
      "apply",
      [error("w", { severity: "warning" }), first, error("x")],
      "",
    );
    expect(failure.message).toBe("terraform apply failed: a.b: boom (main.tf:7), and 1 more");
    expect(failure.failures.map(({ summary }) => summary)).toStrictEqual(["boom", "x"]);
  });

  it.each([
    ["\u001B[31mfatal: no crane\u001B[0m\n", "fatal: no crane"],
    ["\npanic: nil\ngoroutine 1", "panic: nil"],
    ["Initializing the backend...\nsignal: killed\n", "signal: killed"],
    ["", "it printed nothing"],
  ])("takes the most informative line of %j without a diagnostic (P-E 61)", (evidence, line) => {
    expect(failureOf("plan", [], evidence).message).toBe(`terraform plan failed: ${line}`);
  });

  test("also reads errors that are printed for people (P-E 41, 43)", () => {
    const output = "wrapped\n\nError: Saved plan is stale\n\nThe given plan file\n";
    const failure = failureOf("apply", [], output, "opentofu");
    expect([failure.reason, failure.message]).toStrictEqual([
      "plan-stale",
      "opentofu apply failed: Saved plan is stale",
    ]);
  });
});
