import type { FileMutants } from "../mutant.ts";

export const setupTerraformBackend: FileMutants = {
  "bucket/settings.ts": {
    "public-partly": {
      find: 'return blocked === 4 ? "all four blocked"',
      replace: 'return blocked > 0 ? "all four blocked"',
      why: "a bucket that is partly public is left so",
    },
  },
  "bucket/encryption.ts": {
    "any-kms-key": {
      find: "current?.KMSMasterKeyID === kmsKeyId",
      replace: "current?.KMSMasterKeyID !== undefined",
      why: "any KMS key passes for the wanted one",
    },
  },
  "bucket/create.ts": {
    "bucket-owner": {
      find: "Bucket: bucket.name, ExpectedBucketOwner: bucket.accountId }),",
      replace: "Bucket: bucket.name }),",
      why: "the state goes into a bucket of somebody else",
    },
    "create-region": {
      find: `region === "us-east-1" ? undefined : region`,
      replace: "region",
      why: "S3 refuses us-east-1 as a location",
    },
    "other-region": {
      find: "if (region !== undefined && region !== bucket.region) throw",
      replace: 'if (region !== undefined && region === "") throw',
      why: "a bucket of another region is used, and init fails with a redirect",
    },
    "create-race": {
      find: `"BucketAlreadyOwnedByYou") return false`,
      replace: `"BucketAlreadyExists") return false`,
      why: "a bucket of another account counts as ours",
    },
  },
  "workspace.ts": {
    "workspace-select": {
      find: "if (selected.exitCode === 0) return name;",
      replace: "if (selected.exitCode !== 127) return name;",
      why: "a workspace that was not selected counts as selected",
    },
  },
  "tool/install.ts": {
    "input-checksum": {
      find: "wanted.checksum ?? checksumIn",
      replace: "checksumIn",
      why: "the checksum that the user gave is not enforced",
    },
    "checksum-cache": {
      find: "wanted.checksum === undefined ? findInCache(program, version) : undefined",
      replace: "findInCache(program, version)",
      why: "a cached program passes by the checksum",
    },
    "checksum-mismatch": {
      find: "if (actual !== expected)",
      replace: "if (actual.length !== expected.length)",
      why: "an altered download is installed",
    },
    "archive-kept": {
      find: "await rm(archive, { force: true });",
      replace: "",
      why: "an archive that was refused stays on the runner",
    },
  },
  "tool/download.ts": {
    "download-status": {
      find: "status >= 500 || status === 429 || status === 408",
      replace: "status >= 500 || status === 408",
      why: "a limited mirror fails the job at once",
    },
    "download-unreachable": {
      find: "!(error instanceof Refused) && ",
      replace: "",
      why: "a 404 is asked for three times",
    },
  },
  "tool/version.ts": {
    "version-prerelease": {
      find: `if (a === "" || b === "") return a === "" ? 1 : -1;`,
      replace: `if (a === "" || b === "") return a === "" ? -1 : 1;`,
      why: "a release candidate is newer than its release",
    },
    "version-numbers": {
      find: "if (left !== right) return left < right ? -1 : 1;",
      replace: "if (left !== right) return String(left) < String(right) ? -1 : 1;",
      why: "1.9 is newer than 1.10",
    },
  },
  "tool/constraint.ts": {
    "constraint-pessimistic": {
      find: "named.segments.slice(0, named.written - 1)",
      replace: "named.segments.slice(0, named.written)",
      why: "~> 1.10 accepts 1.10 only",
    },
    "constraint-less": {
      find: "return order < 0;",
      replace: "return order <= 0;",
      why: "< 2.0.0 accepts 2.0.0",
    },
  },
  "bucket/ensure.ts": {
    "check-writes": {
      find: `if (mode === "check") return result("differs");`,
      replace: "",
      why: "backend-mode check changes the bucket",
    },
    "repair-finding": {
      find: `if (!exists && mode === "check")`,
      replace: `if (!exists && mode !== "check")`,
      why: "check creates the bucket, ensure does not",
    },
  },
  "bucket/lifecycle.ts": {
    "lifecycle-days": {
      find: "(expiration?.NoncurrentDays ?? 0) < NONCURRENT_DAYS &&",
      replace: "(expiration?.NoncurrentDays ?? 0) < NONCURRENT_DAYS ||",
      why: "a rule that keeps enough versions is called harmful",
    },
    "lifecycle-disabled": {
      find: `if (Status !== "Enabled") return false;`,
      replace: "",
      why: "a rule that is switched off stops the job",
    },
    "lifecycle-others": {
      find: "xml.replace(END, () => RULE + END)",
      replace: `documentOf("LifecycleConfiguration", RULE)`,
      why: "the lifecycle rules of others are deleted",
    },
  },
  "bucket/policy.ts": {
    "policy-effect": {
      find: `Effect === "Deny" &&`,
      replace: "",
      why: "a statement that allows counts as one that refuses plain http",
    },
    "policy-others": {
      find: "at < 0 ? [...statements, statement]",
      replace: "at < 0 ? [statement]",
      why: "the policy statements of others are deleted",
    },
    "policy-partition": {
      find: "`arn:${partition}:s3:::${bucket}/*`",
      replace: "`arn:aws:s3:::${bucket}/*`",
      why: "S3 refuses the policy in China and GovCloud",
    },
  },
  "init.ts": {
    "init-lockfile": {
      find: "if (locked && !attached && !mayWriteLockFile(all))",
      replace: "if (!locked && !attached && !mayWriteLockFile(all))",
      why: "providers that nobody locked are installed",
    },
    "init-cancelled": {
      find: "  rootModule.job.cancelled.throwIfAborted();\n",
      replace: "",
      why: "a cancelled init is reported as a failed one",
    },
    "selection-left": {
      find: "  await forgetSelection(rootModule);\n",
      replace: "",
      why: "the workspace that an earlier step selected is used",
    },
  },
  "lease.ts": {
    "lease-variable": {
      find: "await writePrivate(job, HELD, JSON.stringify(handed));",
      replace: "",
      why: "the post step does not know the lease and never gives it back",
    },
    "lease-other-environment": {
      find: "if (held.environment === environment) return;",
      replace: 'if (held.environment !== "") return;',
      why: "one lease is used for two environments",
    },
    "gate-skipped": {
      find: `handed === undefined || inputs.gate === "none"`,
      replace: `handed === undefined || inputs.gate !== "none"`,
      why: "the gate is passed by whoever did not switch it off",
    },
  },
  "state/check.ts": {
    "state-other-environment": {
      find: "if (recorded !== undefined && recorded !== environment)",
      replace: 'if (recorded !== undefined && recorded === "")',
      why: "the state of production is used for dev",
    },
    "state-record-race": {
      find: "if (winner !== undefined && winner !== environment)",
      replace: "if (winner === environment)",
      why: "two environments that begin at once share a state",
    },
  },
  "backend-role.ts": {
    "backend-account": {
      find: "return { ...session, accountId, arn: role.arn,",
      replace: "return { ...session, arn: role.arn,",
      why: "the owner of a bucket in another account is checked against the wrong account",
    },
  },
};
