import { KEY_NOT_USABLE, keyAdvice } from "../aws/kms-key.ts";
import type { ObservedFailure } from "../match-failure.ts";
import { adviseOnCluster } from "../cluster/advice.ts";
import { AWS_PROVIDER } from "./observe.ts";

/** What to do about an error, found by its text on one line. */
interface Advice {
  pattern: RegExp;
  fix: (found: RegExpExecArray, failure: ObservedFailure) => string;
}

const hostOf = ({ host }: ObservedFailure): string => host ?? "the host that the error names";

/** Errors of the S3 backend, and of AWS when it answers the backend. */
const OF_THE_BACKEND: readonly Advice[] = [
  {
    pattern: KEY_NOT_USABLE,
    fix: ({ input }) => keyAdvice(input),
  },
  {
    pattern: /RequestTimeTooSkewed|Signature (?:expired|not yet current)/i,
    fix: () => "set the clock of the runner: it differs from the clock of AWS by some minutes",
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html#id_roles_use_view-role-max-session
    pattern: /DurationSeconds exceeds the (?<limit>1 hour session limit|MaxSessionDuration)/,
    fix: ({ groups }) =>
      groups?.["limit"] === "MaxSessionDuration"
        ? "lower `duration` of assume_role, or raise the maximum session duration of that role in IAM"
        : "set `duration` of assume_role to at most 1h: AWS gives no longer session to a role that is assumed with the credentials of another role",
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    pattern: /api error InvalidToken\b/,
    fix: () =>
      "the account must have enabled the region (aws account enable-region), and the session token must come from a regional endpoint of STS (AWS_STS_REGIONAL_ENDPOINTS=regional in the step that sets the credentials); it must also belong to the key",
  },
  {
    pattern: /x509: |tls: failed to verify certificate/,
    fix: (_, failure) =>
      `the runner does not trust the certificate of ${hostOf(failure)}: if a proxy inspects TLS, set AWS_CA_BUNDLE (custom_ca_bundle of the backend) to the file of its CA`,
  },
  {
    pattern:
      /no such host|i\/o timeout|connection (?:refused|reset)|network is unreachable|TLS handshake timeout|proxyconnect|Client\.Timeout exceeded/,
    fix: (_, failure) =>
      `check that the runner reaches ${hostOf(failure)}: its network and DNS, and HTTPS_PROXY and NO_PROXY of the job`,
  },
  {
    // https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
    pattern: /state lock.*\bapi error NotImplemented\b/,
    fix: () =>
      "this store has no conditional writes, which the lock needs: set `use_lockfile = false` in backend-config, and let `concurrency` of the workflow keep runs apart",
  },
  {
    pattern: /state data in S3 does not have the expected content/,
    fix: () =>
      "run the job again in a minute. If the error stays, compare the newest version of the state with the item <bucket>/<key>-md5 of the DynamoDB table: when the state is right, write its MD5 into Digest of that item",
  },
];

/** Returns the addresses of -target options, as the input `targets` takes them. */
const targetsIn = (options = ""): string[] =>
  [...options.matchAll(/-target="((?:[^"\\]|\\.)*)"/g)].map(([, address = ""]) =>
    address.replaceAll(/\\(.)/g, "$1"),
  );

/** Errors of the tool itself. */
const OF_THE_TOOL: readonly Advice[] = [
  {
    pattern: /^Variables not allowed /,
    fix: () =>
      "write a constant there. In a backend block, leave the argument out, and give its value in bucket, key, aws-region or backend-config",
  },
  {
    pattern: /^Invalid (?:for_each|count) argument .*cannot be determined until apply/,
    fix: () =>
      "let it depend on what is known before the apply: on names that the configuration writes, not on ids that a resource gets. Or plan and apply first what it depends on, with the input `targets`",
  },
  {
    // https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy
    pattern: /^Instance cannot be destroyed .*prevent_destroy/,
    fix: () =>
      "the change destroys or replaces this object, which is protected: undo what causes it, or remove prevent_destroy of the object in the same change",
  },
  {
    // The tool has a list of the regions at the time of its release.
    pattern: /^Invalid region value .*: (?<region>[\w-]+)/,
    fix: ({ groups }) =>
      `correct the region ${groups?.["region"] ?? ""}; if AWS opened it after this version of the tool was published, use a newer version, or set \`skip_region_validation = true\` in backend-config`,
  },
  {
    // https://opentofu.org/docs/language/settings/backends/configuration/#variables-and-locals
    pattern:
      /^(?:Unable to compute static value .*?depends on (?<name>var\.(?<variable>[\w-]+))|Variable not provided via -var, tfvars files, or env)/,
    fix: ({ groups }) =>
      `OpenTofu needs ${groups?.["name"] ?? "it"} for init, and for every command after it: give it in the variable TF_VAR_${groups?.["variable"] ?? "NAME"} in the env of the job, or in a file *.auto.tfvars of the workspace. In a backend block, leave the argument out, and give its value in bucket, key, aws-region or backend-config`,
  },
  {
    // https://opentofu.org/docs/language/state/encryption/#new-project
    pattern: /encountered unencrypted payload without unencrypted method configured/,
    fix: () =>
      'the state is not encrypted yet. For one apply, declare method "unencrypted" and name it in the block fallback of the state\'s encryption; then remove both',
  },
  {
    // https://opentofu.org/docs/language/state/encryption/#key-and-method-rollover
    pattern: /decryption failed for all provided methods/,
    fix: () =>
      "the state was encrypted with another key or passphrase: give the one that it was encrypted with. To change it, name the old method in the block fallback until an apply has written the state again",
  },
  {
    pattern: /^Provider configuration not present /,
    fix: () =>
      "keep the provider block until the objects that were made with it are destroyed: put it back, remove only the objects, and apply that first. To keep the objects but forget them, write a removed block for them instead",
  },
  {
    pattern: /^Resource instance managed by newer provider version\b/,
    fix: () =>
      "somebody has changed the object with a newer version of the provider: allow that version in required_providers, run `terraform init -upgrade` on a machine and commit .terraform.lock.hcl",
  },
  {
    pattern:
      /^Moved resource instances excluded by targeting .*?(?<targets>(?: -target="(?:[^"\\]|\\.)*")+)/,
    fix: ({ groups }) =>
      `add to \`targets\`: ${targetsIn(groups?.["targets"]).join(", ")}; or leave \`targets\` empty`,
  },
  {
    pattern: /^Unresolvable module version constraint /,
    fix: () => "correct `version` of the module: the error names the newest published version",
  },
  {
    pattern:
      /state snapshot was created by (?:Terraform|OpenTofu) v(\S+), which is newer than current v(\d+\.\d+\.\d+[\w-]*)/,
    fix: ([, newer = "", current = ""]) =>
      `somebody has changed this state with ${newer}, and ${current} cannot read it: give ${newer} or later in the input version of setup-terraform-backend or in the version file`,
  },
];

/** Errors of the tool about a provider, whichever it is. */
const OF_ANY_PROVIDER: readonly Advice[] = [
  {
    pattern: /^Provider produced inconsistent final plan\b/,
    fix: () =>
      "run the job again: often the value that differs is known by then. If the error comes again, it is a fault of the provider: use another version of the provider, and report it to its authors",
  },
  {
    pattern: /^Provider (?:produced|returned) (?:an )?(?:inconsistent|invalid) result\b/,
    fix: () =>
      "run the job again: the next plan shows what really exists. The error is a fault of the provider: if it comes again, use another version of the provider, and report it to its authors",
  },
  {
    pattern: /^Plugin did not respond\b/,
    fix: () =>
      "the process of the provider has ended. If the log above has its stack trace, use another version of the provider. Otherwise the runner had probably no memory left: use a larger one, or a smaller `parallelism`. Then run the job again",
  },
];

/** Errors that the AWS providers quote. */
const OF_AWS: readonly Advice[] = [
  {
    // Names of buckets are unique over all accounts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    pattern: /\bBucketAlreadyExists\b/,
    fix: () => "another AWS account has a bucket with this name: choose another name",
  },
  {
    pattern:
      /\b(?:\w+AlreadyExists(?:Exception|Fault)?|BucketAlreadyOwnedByYou|InvalidGroup\.Duplicate)\b|\bResource(?:InUse|Conflict)Exception: .*\balready exists?\b/,
    fix: (_, { address = "it" }) =>
      `it exists already, and the state does not know it: somebody else created it, or an earlier run whose state was not saved. To keep it, write an import block for ${address}. Otherwise delete it, or give the new one another name. Then run the job again`,
  },
  {
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html
    pattern:
      /\b(?:Throttl\w+|TooManyRequestsException|RequestLimitExceeded|SlowDown)\b|\bRate exceeded\b/,
    fix: () =>
      "AWS limits how many requests an account sends, and this limit was reached: run the job again later, or set a smaller `parallelism`",
  },
  {
    // https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html
    pattern: /\b(?:\w*LimitExceeded(?:Exception|Fault)?|\w*QuotaExceeded(?:Exception|Fault)?)\b/,
    fix: () =>
      "a quota of the account is used up: delete what is not needed any more, or ask for a larger quota in Service Quotas of this region, then run the job again",
  },
  {
    pattern:
      /disable deletion protection|deletion protection is enabled|\bDeletionProtectionEnabled\b/i,
    fix: () =>
      "its deletion protection is on. If it must go, set the protection to false and apply that first, while the object is still in the configuration; then remove it",
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
    pattern: /\bBucketNotEmpty\b/,
    fix: () =>
      "the bucket has objects, or older versions of objects. Only if all of them may be lost: delete them, or set force_destroy and apply that while the bucket is still in the configuration. Then run the job again",
  },
  {
    pattern: /\bDependencyViolation\b/,
    fix: () =>
      "something that this workspace does not manage still uses it, such as a load balancer that the cluster has created: its network interfaces (in the EC2 console) name it. Delete that first, then run the job again",
  },
  {
    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepository.html
    pattern: /RepositoryNotEmptyException(?:: The repository with name '([^']+)')?/,
    fix: ([, name]) =>
      `the repository${name === undefined ? "" : ` ${name}`} has images, which releases name and running workloads may pull, so it is not deleted. If its name was removed or misspelt in the variable \`repositories\` by mistake, put it back and run the job again. To delete it on purpose: delete its images first, or set force_delete where the repository is declared (force_delete_images of the pipeline) and apply that while the repository is still there`,
  },
];

/**
 * Returns what to do about a failure if the failure reason is only that of the operation; undefined if only the error's
 * own text helps. A provider may mention hosts, clocks and certificates of any service.
 */
export function adviseOn(failure: ObservedFailure): string | undefined {
  const ofCluster = adviseOnCluster(failure);
  if (ofCluster !== undefined) return ofCluster;
  const text = `${failure.summary} ${failure.detail ?? ""}`.replaceAll(/\s+/g, " ");
  for (const { pattern, fix } of knownOf(failure)) {
    const found = pattern.exec(text);
    if (found !== null) return fix(found, failure);
  }
  return undefined;
}

function knownOf({ origin, provider = "" }: ObservedFailure): readonly Advice[] {
  if (origin === "provider")
    return [...OF_ANY_PROVIDER, ...(AWS_PROVIDER.test(provider) ? OF_AWS : [])];
  return origin === "backend" ? [...OF_THE_TOOL, ...OF_THE_BACKEND] : OF_THE_TOOL;
}
