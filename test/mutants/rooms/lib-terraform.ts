import type { FileMutants } from "../mutant.ts";

export const libTerraform: FileMutants = {
  "secrets.ts": {
    "prior-state-secrets": {
      find: "yield* stateSecrets((plan.prior_state ?? {}) as State);",
      replace: "",
      why: "secrets of data sources are printed",
    },
    "drift-secrets": {
      find: "for (const { change } of plan.resource_drift ?? []) yield* ofChange(change);",
      replace: "",
      why: "a secret that drifted is printed",
    },
    "secret-before": {
      find: "addSensitive(found, change.before, marks);",
      replace: "",
      why: "the old password is printed",
    },
  },
  "tool.ts": {
    "reading-arguments": {
      find: `!name.startsWith("TF_CLI_ARGS")`,
      replace: `name !== "TF_CLI_ARGS"`,
      why: "TF_CLI_ARGS_show spoils the JSON that is read",
    },
  },
  "apply.ts": {
    "apply-exit-code": {
      find: "finished.exitCode !== 0 || saysFailure(run)",
      replace: "saysFailure(run)",
      why: "an apply that died without a diagnostic is a success",
    },
    "apply-said-failure": {
      find: "finished.exitCode !== 0 || saysFailure(run)",
      replace: "finished.exitCode !== 0",
      why: "an apply that failed behind a wrapper is a success",
    },
  },
  "plan.ts": {
    "plan-wrapper": {
      find: "const changed = hasChanges(read.plan);",
      replace: "const changed = exitCode === 2;",
      why: "behind a wrapper that changes exit codes nothing is applied",
    },
    "plan-file-mode": {
      find: "await restrictFile(file);",
      replace: "",
      why: "every user of the runner can read the plan file",
    },
    "plan-exit-two": {
      find: "(exitCode !== 0 && exitCode !== 2)",
      replace: "(exitCode !== 0 && exitCode < 2)",
      why: "a plan that crashed is read",
    },
    "plan-errored-state": {
      find: "refuseErroredState(rootModule);",
      replace: "",
      why: "a plan is made from a state that misses what was created",
    },
  },
  "arguments.ts": {
    "plan-extra-order": {
      find: "`-lock-timeout=${Math.ceil(lockTimeout / 1000)}s`",
      replace: "`-lock-timeout=${Math.floor(lockTimeout / 1000)}s`",
      why: "a lock timeout of half a second is none",
    },
    "refresh-default": {
      find: "options.refresh === false",
      replace: "options.refresh !== true",
      why: "drift is not seen",
    },
    "apply-parallelism": {
      find: "  planFile,\n];",
      replace: "];",
      why: "apply makes a plan of its own instead of the reviewed one",
    },
  },
  "backend-identity.ts": {
    "backend-external-id": {
      find: "externalId === undefined ? {} : { externalId }",
      replace: "{}",
      why: "the state cannot be rescued from a bucket of another account",
    },
  },
  "lock-check.ts": {
    "lock-ours": {
      find: "operation.startedAt - 1000 <= time && time <= endedAt",
      replace: "time <= endedAt",
      why: "the lock of another run is reported as left by this one",
    },
    "lock-both": {
      find: "if (lock === undefined) continue;",
      replace: `if (lock === undefined) return { kind: "free" };`,
      why: "a lock in DynamoDB is not seen when there is no lock file",
    },
  },
  "observe.ts": {
    "observe-authored": {
      find: "isAuthored ? undefined : providerOf(address, context)",
      replace: "providerOf(address, context)",
      why: "a failed precondition is called a fault of the provider",
    },
  },
  "open.ts": {
    "plan-only-applied": {
      find: `if (planOnly && purpose !== "plan")`,
      replace: `if (planOnly && purpose === "plan")`,
      why: "a workspace without a bucket is applied and its state is lost",
    },
  },
  "has-changes.ts": {
    "has-changes-outputs": {
      find: `.some(({ actions }) => actions.join() !== "no-op")`,
      replace: `.some(({ actions }) => actions.length > 1)`,
      why: "a plan that changes only outputs is not applied",
    },
  },
  "recover.ts": {
    "recover-errored": {
      find: "if (!errored && drained.length === 0) {",
      replace: "if (drained.length === 0) {",
      why: "a state that could not be saved is lost with the runner",
    },
  },
  "rescue.ts": {
    "rescue-serial": {
      find: "(current.serial ?? -1) >= errored.serial",
      replace: "(current.serial ?? -1) > errored.serial",
      why: "the state of another run with the same serial is overwritten",
    },
    "rescue-lineage": {
      find: "current.lineage && current.lineage !== errored.lineage",
      replace: "current.lineage === undefined",
      why: "the state of another workspace is overwritten",
    },
    "rescue-removed": {
      find: "const address = await putBeside(backend, rootModule, file, `${runId}-${runAttempt}`);\n    await rm(file);",
      replace:
        "await rm(file);\n    const address = await putBeside(backend, rootModule, file, `${runId}-${runAttempt}`);",
      why: "the only copy of the state is removed before it is kept",
    },
  },
  "tainted.ts": {
    "tainted-cancel": {
      find: "tainted === true ? [address] : []",
      replace: "tainted === true ? [] : [address]",
      why: "the wrong resources are said to be replaced next time",
    },
  },
  "variable-files.ts": {
    "variable-file-order": {
      find: "new Set([directory, job.checkout])",
      replace: "new Set([job.checkout, directory])",
      why: "a file of the same name in the repository's root wins",
    },
  },
  "printed-json.ts": {
    "printed-json-start": {
      find: 'if (line.endsWith("}")) return line;',
      replace: "return line;",
      why: "JSON over several lines is cut after the first",
    },
  },
  "progress.ts": {
    "progress-errored": {
      find: "started.delete(address);",
      replace: "",
      why: "resources that are done are reported as in flight",
    },
  },
  "plan-digest/digest.ts": {
    "digest-command": {
      find: "environment, release ?? null, command];",
      replace: "environment, release ?? null];",
      why: "the approval of a plan is valid for a destroy",
    },
    "digest-lineage": {
      find: "[bucket, stateKey, lineage ?? null,",
      replace: "[bucket, stateKey,",
      why: "an approval is valid for another state at the same place",
    },
  },
  "plan-digest/compare.ts": {
    "compare-action": {
      find: "if (before !== after) return",
      replace: 'if (before === after && before === "") return',
      why: "an update that became a delete counts as reviewed",
    },
    "compare-missing": {
      find: `[{ kind: "missing", address, action: actionOf(expected) }]`,
      replace: "[]",
      why: "what was reviewed and is not done any more is not named",
    },
  },
  "plan-digest/key.ts": {
    "digest-key-race": {
      find: `, IfNoneMatch: "*" }`,
      replace: " }",
      why: "two runs write two keys, and no plan is comparable",
    },
    "digest-key-mask": {
      find: "job.mask(text.trim());",
      replace: "",
      why: "the key of the digests can be printed",
    },
  },
  "plan-digest/refusals.ts": {
    "unreviewed-create": {
      find: `!["create", "read", "none"].includes`,
      replace: `!["create", "read", "none", "change"].includes`,
      why: "a first deployment without review updates what exists",
    },
  },
  "plan-digest/verdict.ts": {
    "unreviewed-default": {
      find: `if (unreviewed === "apply" || others.length === 0)`,
      replace: `if (unreviewed !== "stop" || others.length === 0)`,
      why: "a plan that may only create changes what exists",
    },
    "approved-other": {
      find: "if (equalDigests(identity.digest, wanted))",
      replace: "if (equalDigests(identity.digest.slice(0, 12), wanted.slice(0, 12)))",
      why: "any plan counts as the approved one",
    },
  },
  "plan-digest/volatile.ts": {
    "volatile-known": {
      find: "before === after && after !== KNOWN_AFTER_APPLY",
      replace: "before === after || after === KNOWN_AFTER_APPLY",
      why: "a value that is known after apply is left out of the digest",
    },
  },
};
