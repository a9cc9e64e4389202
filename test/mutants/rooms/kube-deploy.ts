import type { FileMutants } from "../mutant.ts";

export const kubeDeploy: FileMutants = {
  "cluster/describe.ts": {
    "cluster-token-mask": {
      find: "job.mask(token);",
      replace: "",
      why: "the cluster token can be printed",
    },
    "token-renewal": {
      find: "Date.now() - signedAt < RENEW_AFTER",
      replace: "Date.now() - signedAt > 0",
      why: "the token is never renewed and expires after 15 minutes",
    },
    "cluster-authority": {
      find: `Buffer.from(authority, "base64").toString("utf8")`,
      replace: "authority",
      why: "the certificate authority stays base64, so no connection is trusted",
    },
    "cluster-deleting": {
      find: "/^(DELETING|FAILED)$/",
      replace: "/^(DELETED|FAILED)$/",
      why: "a cluster that is being deleted is deployed to",
    },
  },
  "cluster/kubeconfig.ts": {
    "plugin-exit-code": {
      find: "if (done.exitCode !== 0 || !result.success)",
      replace: "if (!result.success)",
      why: "a plugin that failed is believed",
    },
    "kubeconfig-key-mask": {
      find: "if (key !== undefined) source.job.mask(key);",
      replace: "",
      why: "the client key can be printed",
    },
    "kubeconfig-token-file": {
      find: "path.resolve(path.dirname(source.file), tokenFile)",
      replace: "path.resolve(tokenFile)",
      why: "a relative token file is looked for beside the wrong file",
    },
    "kubeconfig-insecure": {
      find: `if (cluster["insecure-skip-tls-verify"] === true)`,
      replace: `if (cluster["insecure-skip-tls-verify"] === false)`,
      why: "an insecure kubeconfig is used in silence",
    },
    "plugin-expiry": {
      find: "Number.isNaN(end) ? Infinity : end - 60_000",
      replace: "Infinity",
      why: "the plugin's token is used after its end",
    },
  },
  "rollout/stable-start.ts": {
    "stable-start-none": {
      find: "const STABLE_AFTER = 10_000;",
      replace: "const STABLE_AFTER = 0;",
      why: "a container without a probe that crashes after a second was healthy",
    },
  },
  "api/client.ts": {
    "unauthorized-once": {
      find: "return await requireSuccess(await this.#send(path, request, true));",
      replace: "return await requireSuccess(await this.#send(path, request, false));",
      why: "a token that ran out is sent again",
    },
    "api-status-400": {
      find: "if (status >= 400)",
      replace: "if (status > 400)",
      why: "a 400 is read as an answer",
    },
  },
  "api/watch.ts": {
    "watch-gone": {
      find: "error.status === 410) this.#version = undefined",
      replace: "error.status === 404) this.#version = undefined",
      why: "a watch whose version is gone is opened again and again",
    },
    "watch-retry-after": {
      find: "(error.retryAfter ?? 0) * 1000",
      replace: "(error.retryAfter ?? 0)",
      why: "a limited API server is hammered",
    },
    "watch-utf8": {
      find: "(pending + decoder.write(chunk))",
      replace: "(pending + chunk.toString())",
      why: "a character that is split between two chunks is broken",
    },
    "watch-page": {
      find: "objects.push(...(page.items ?? []));",
      replace: "objects.splice(0, objects.length, ...(page.items ?? []));",
      why: "of a long list only the last page is seen",
    },
    "watch-deleted": {
      find: `else if (type === "DELETED") this.#listener.remove(known);`,
      replace: "",
      why: "a pod that is gone is judged for ever",
    },
    "error-certificate": {
      find: `error.fault !== "certificate"`,
      replace: "true",
      why: "a wrong certificate is tried again until the deadline",
    },
  },
  "apply.ts": {
    "apply-lease": {
      find: "  await requireLease(rootModule);\n",
      replace: "",
      why: "a job that lost its lease applies",
    },
    "apply-check-order": {
      find: "  await checkPlan(rootModule, planned);\n",
      replace: "",
      why: "a plan that nobody reviewed is applied",
    },
    "apply-wait-error": {
      find: "!onlyWaitedForRollout(error)) throw",
      replace: "onlyWaitedForRollout(error)) throw",
      why: "a failed apply is watched and then healthy",
    },
  },
  "deploy.ts": {
    "ready-with-wait-error": {
      find: `rollout.result === "healthy" && failureBeside(watched) === undefined`,
      replace: `rollout.result === "healthy"`,
      why: "smoke tests run although terraform failed",
      tests: ["test/bundle/kube-deploy-verification.test.ts"],
    },
  },
  "verify-ready.ts": {
    "smoke-then-soak": {
      find: "smokeTests.some(({ isPassed }) => !isPassed)",
      replace: "smokeTests.every(({ isPassed }) => !isPassed) && smokeTests.length > 0",
      why: "one failed smoke test of two is soaked all the same",
    },
  },
  "readiness/every-kind.ts": {
    "deployment-generation": {
      find: "status.observedGeneration !== undefined && !isCurrent(object)",
      replace: "status.observedGeneration === undefined && !isCurrent(object)",
      why: "the old status is judged as the new one",
    },
  },
  "readiness/deployment.ts": {
    "deployment-old-pods": {
      find: "if (replicas > updatedReplicas)",
      replace: "if (replicas > updatedReplicas + 1)",
      why: "one pod of the old version still serves",
    },
    "deployment-deadline": {
      find: "return named === undefined || named === replicaSet;",
      replace: "return true;",
      why: "the exceeded deadline of the version before fails a rollback",
    },
  },
  "readiness/stateful-set.ts": {
    "statefulset-partition": {
      find: "if (updatedReplicas < desired - partition)",
      replace: "if (updatedReplicas < desired)",
      why: "a partitioned StatefulSet never becomes ready",
    },
    "statefulset-revision": {
      find: "if (isRolling && currentRevision !== updateRevision)",
      replace: "if (!isRolling && currentRevision !== updateRevision)",
      why: "an update that is not complete counts as complete",
    },
  },
  "readiness/daemon-set.ts": {
    "daemonset-ready": {
      find: "if (available < desired) {",
      replace: "if (available < desired - 1) {",
      why: "a node without an available pod counts as healthy",
    },
  },
  "readiness/job.ts": {
    "job-failure-target": {
      find: `["Failed", "FailureTarget"]`,
      replace: `["Failed"]`,
      why: "a Job that fails is waited for until its pods are gone",
    },
  },
  "diagnosis/crash.ts": {
    "crash-threshold": {
      find: "ends > crashTolerance ||",
      replace: "ends > crashTolerance + 1 ||",
      why: "one crash more than the user allows is waited for",
    },
  },
  "diagnosis/exit.ts": {
    "oom-reason": {
      find: `if (ended?.reason === "OOMKilled")`,
      replace: `if (ended?.reason === "OutOfMemory")`,
      why: "a container without memory is reported as a crash",
    },
  },
  "diagnosis/history.ts": {
    "restarts-before": {
      find: "restartsBefore: isNew ? 0 : status.restartCount",
      replace: "restartsBefore: 0",
      why: "restarts of last week fail this rollout",
    },
    "signal-forgotten": {
      find: "if (!this.#seen.has(signal)) this.#signals.delete(signal);",
      replace: "",
      why: "two short faults an hour apart are one long fault",
    },
  },
  "diagnosis/pull-error.ts": {
    "pull-denied-rank": {
      find: "status: [401, 403],",
      replace: "status: [401],",
      why: "a registry that refuses is waited for as if it were busy",
    },
  },
  "diagnosis/diagnosis.ts": {
    "diagnosis-order": {
      find: "a.fatalAt === b.fatalAt ? rankOf(b) - rankOf(a)",
      replace: "a.fatalAt === b.fatalAt ? rankOf(a) - rankOf(b)",
      why: "the least helpful cause is named first",
    },
  },
  "rollout/decide.ts": {
    "decide-order": {
      find: "statuses.every(({ verdict }) => isReady(verdict))",
      replace: "statuses.some(({ verdict }) => isReady(verdict))",
      why: "one healthy workload makes all healthy",
    },
    "decide-inactive": {
      find: "if (now >= deadline) return",
      replace: "if (now > deadline + 60_000) return",
      why: "the timeout of the user is not kept",
    },
  },
  "rollout/wanted.ts": {
    "creator-revision": {
      find: "find((set) => revisionOf(set) === revision)",
      replace: "find(() => true)",
      why: "the old ReplicaSet is judged as the new one",
    },
  },
  "rollout/missing.ts": {
    "missing-workload": {
      find: "if (!workload.shortLived)",
      replace: "if (workload.shortLived)",
      why: "a workload that somebody deleted is healthy",
    },
  },
  "rollout/synchronize.ts": {
    "events-optional": {
      find: "if (!OPTIONAL.includes(kind) || !(error instanceof ApiError)) throw error;",
      replace: "if (!(error instanceof ApiError)) throw error;",
      why: "pods that may not be read count as none",
    },
  },
  "rollback/guard.ts": {
    "guard-forget": {
      find: `["destroy", "replace", "forget"]`,
      replace: `["destroy", "forget"]`,
      why: "a rollback replaces a database",
    },
  },
  "rollback/last-good.ts": {
    "rollback-same-images": {
      find: "recorded[name]?.repository === repository && recorded[name].digest === digest",
      replace: "recorded[name]?.repository === repository",
      why: "a rollback to other digests is called needless",
    },
    "rollback-forward-only": {
      find: "if (forwardOnly) return",
      replace: "if (!forwardOnly) return",
      why: "a release after a migration is rolled back",
    },
    "rollback-unchanged": {
      find: `if (!progress.changed) return "nothing in the Kubernetes workspace was changed";`,
      replace: "",
      why: "a deployment that changed nothing rolls the environment back",
    },
  },
  "rollback/unstick.ts": {
    "stuck-uid": {
      find: `preconditions: { uid: metadata.uid }`,
      replace: "preconditions: {}",
      why: "the pod that has just been replaced is deleted",
    },
  },
  "rollback/stuck-pods.ts": {
    "stuck-ready": {
      find: `conditionOf(pod.status?.conditions, "Ready")?.status !== "True"`,
      replace: `conditionOf(pod.status?.conditions, "Ready")?.status === "False"`,
      why: "a pod whose node is lost (Unknown) blocks the rollback",
    },
  },
  "soak/loss.ts": {
    "soak-restart": {
      find: "if (restartCount <= (known?.restartCount ?? 0)) continue;",
      replace: "if (restartCount <= (known?.restartCount ?? 0) + 1) continue;",
      why: "a crash within the soak is not noticed",
    },
  },
  "soak/ready-since.ts": {
    "soak-since": {
      find: "Math.max(changedAt ?? 0, ...times)",
      replace: "Math.min(changedAt ?? Infinity, ...times)",
      why: "the soak counts from the oldest pod",
    },
  },
  "smoke-tests/check-answer.ts": {
    "smoke-status": {
      find: "status >= 200 && status < 300",
      replace: "status >= 200 && status <= 300",
      why: "a redirect passes the smoke test",
    },
    "smoke-body": {
      find: "bodyContains.find((text) => !body.includes(text))",
      replace: "bodyContains.slice(0, 1).find((text) => !body.includes(text))",
      why: "only the first expected text is looked for",
    },
  },
  "smoke-tests/shown-url.ts": {
    "smoke-url-secret": {
      find: '`${key}=${SECRET.test(key) ? "…" : value}`',
      replace: "`${key}=${value}`",
      why: "a token in the query is shown in the summary",
    },
  },
};
