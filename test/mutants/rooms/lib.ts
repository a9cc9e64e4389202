import type { FileMutants } from "../mutant.ts";

export const lib: FileMutants = {
  "aws/assume-role.ts": {
    "session-token-mask": {
      find: "job.mask(given.sessionToken);",
      replace: "",
      why: "the session token of the role can be printed",
    },
    "role-renew-early": {
      find: "lifeLeft() > RENEW_EARLY",
      replace: "lifeLeft() > 0",
      why: "credentials end in the middle of a request",
    },
    "role-renew-shared": {
      find: "return (pending ??= renew());",
      replace: "return renew();",
      why: "ten clients at once exchange ten tokens",
    },
    "role-last-credentials": {
      find: "if (current === undefined || lifeLeft() <= 0) throw error;",
      replace: "throw error;",
      why: "an outage of STS ends a run whose credentials are still alive",
    },
  },
  "github/client.ts": {
    "post-repeated": {
      find: `attempts: method === "POST" || method === "PATCH" ? 1 : 4`,
      replace: "attempts: 4",
      why: "a lost answer makes a second comment",
    },
  },
  "github/pulls.ts": {
    "open-pull": {
      find: "at !== null && isSameRepository(base.repo, own)",
      replace: "isSameRepository(base.repo, own)",
      why: "an open pull request that holds the commit gets the comment of the deployment",
    },
  },
  "process/execute.ts": {
    "signal-is-success": {
      find: "exitCode: code ?? 128",
      replace: "exitCode: code ?? 0",
      why: "a program that was killed counts as a success",
    },
    "cancel-not-passed-on": {
      find: `cancelled.addEventListener("abort", interrupt, { once: true });`,
      replace: "",
      why: "terraform goes on after the cancel and is killed while it writes",
    },
  },
  "text/shell.ts": {
    "shell-word": {
      find: `.replaceAll("'", "'\\\\''")`,
      replace: "",
      why: "a quote in a key ends the command that a person copies",
    },
  },
  "runtime/child-variables.ts": {
    "oidc-to-children": {
      find: "INPUT_|STATE_|ACTIONS_ID_TOKEN_|",
      replace: "INPUT_|STATE_|",
      why: "every provider plugin can ask GitHub for OIDC tokens",
    },
  },
  "runtime/report-failure.ts": {
    "error-redacted": {
      find: "shorten(job.redactor.redact(messageOf(error)))",
      replace: "shorten(messageOf(error))",
      why: "the failure's message prints a secret",
    },
  },
  "runtime/private-file.ts": {
    "private-file-mode": {
      find: "await writeFile(file, text, { mode: 0o600 });",
      replace: "await writeFile(file, text, { mode: 0o644 });",
      why: "every user of the runner can read the variables",
    },
  },
  "aws/chained-role.ts": {
    "chained-external-id": {
      find: "    ExternalId: role.externalId,\n",
      replace: "",
      why: "a role that demands an external id is refused",
    },
    "chained-mask": {
      find: "if (current.sessionToken !== undefined) job.mask(current.sessionToken);",
      replace: "",
      why: "the session token of the backend's role can be printed",
    },
  },
  "releases/store.ts": {
    "store-encryption": {
      find: "encryptionOf(this.#encryption)",
      replace: "encryptionOf(undefined)",
      why: "a bucket that refuses writes without encryption takes no lease and no release",
    },
    "lease-condition": {
      find: `{ IfNoneMatch: "*" }`,
      replace: `{}`,
      why: "two jobs that create the lease at once both get it",
    },
    "store-owner": {
      find: "ExpectedBucketOwner: accountId };",
      replace: "ExpectedBucketOwner: undefined };",
      why: "the lease is taken in a bucket of somebody else",
    },
    "store-list-page": {
      find: "token = page.NextContinuationToken;",
      replace: "token = undefined;",
      why: "releases after the first thousand are not found",
    },
    "store-lost-answer": {
      find: "Buffer.compare(found.bytes, bytes) === 0 ? found.etag : undefined",
      replace: "undefined",
      why: "a write whose answer was lost counts as a conflict",
    },
  },
  "runtime/proxy-variables.ts": {
    "proxy-ranges": {
      find: 'ranges.addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");',
      replace: "",
      why: "an address in a range of NO_PROXY is asked for through the proxy",
    },
  },
  "aws/sts-answer.ts": {
    "unknown-caller": {
      find: "if (!Account || !Arn)",
      replace: "if (Account === null)",
      why: "the page of a proxy is a session without an account",
    },
  },
  "aws/child-environment.ts": {
    "child-profile": {
      find: "(?:DEFAULT_)?PROFILE|",
      replace: "",
      why: "a profile of the runner wins over the checked identity in child processes",
    },
  },
  "aws/session.ts": {
    "wrong-account": {
      find: "expectedAccountId !== accountId)",
      replace: "!arn.includes(expectedAccountId.slice(0, 11)))",
      why: "the last digit of the account is not compared",
    },
  },
  "aws/job-credentials.ts": {
    "key-from-job-mask": {
      find: "job.mask(found.secretAccessKey);",
      replace: "",
      why: "the secret key of a profile can be printed",
    },
    "profile-renewed": {
      find: `if (sources.some((source) => source.includes("PROFILE"))) return undefined;`,
      replace: "",
      why: "children are told to renew credentials of a profile themselves, with another identity",
    },
  },
  "aws/token-file.ts": {
    "token-file-atomic": {
      find: "await rename(written, file);",
      replace: "",
      why: "children look for a token file that is not there",
    },
    "token-file-half-life": {
      find: `Number(claimsOf(token)["exp"]) * 1000`,
      replace: `Number(claimsOf(token)["exp"])`,
      why: "the token is asked for every second",
    },
  },
  "github/answer.ts": {
    "answer-429": {
      find: "if (status === 429) return true;",
      replace: "",
      why: "a rate limit is not waited for",
    },
    "answer-reset": {
      find: "end.getTime() - timeOf(error, now)",
      replace: "end.getTime()",
      why: "the wait until the limit's end is 50 years",
    },
    "answer-page": {
      find: "this.status = status < 400 ? 502 : status;",
      replace: "this.status = status;",
      why: "a login page with status 200 is not tried again",
    },
  },
  "github/own-comments.ts": {
    "comment-oldest": {
      find: "sort((a, b) => a.id - b.id)",
      replace: "sort((a, b) => b.id - a.id)",
      why: "the first comment, which people link to, is deleted",
    },
    "comment-other-author": {
      find: "user?.login === login ||",
      replace: "user !== null ||",
      why: "a comment that somebody pasted the marker into is overwritten",
    },
  },
  "plan-comment/newer.ts": {
    "comment-older-run": {
      find: "(a.runId === b.runId && a.runAttempt > b.runAttempt)",
      replace: "a.runAttempt > b.runAttempt",
      why: "a re-run of an old commit replaces the newest plan",
    },
  },
  "plan-comment/comment-text.ts": {
    "marker-escape": {
      find: "|(?<=-)-/g",
      replace: "/g",
      why: "a name with -- ends the HTML comment",
    },
    "marker-line": {
      find: "\\u2028\\u2029]",
      replace: "]",
      why: "a name with a line separator loses the part of its workspace",
    },
  },
  "plan-comment/several-workspaces.ts": {
    "comment-no-plan": {
      find: "const unknown = parts.filter(hasNoPlan);",
      replace: "const unknown: Part[] = [];",
      why: "the comment says that merging applies a workspace whose plan failed",
    },
  },
  "plan-comment/write.ts": {
    "comment-too-long": {
      find: "if (statusOf(error) !== 422 || !/too long/i.test(String(error))) throw error;",
      replace: "throw error;",
      why: "a comment that GitHub finds too long is not written at all",
    },
    "comment-lost-part": {
      find: "const joined = await this.#join([...parts, ...versions.parts]);",
      replace: "const joined = await this.#join([...parts]);",
      why: "the plan that another job wrote at the same moment is lost",
    },
    "comment-double-lost": {
      find: "const all = await this.#join([...parts, ...late]);",
      replace: "const all = await this.#join([...parts]);",
      why: "a plan that was written to a double is deleted with it",
    },
  },
  "plan-comment/requests.ts": {
    "comment-deleted": {
      find: "if (statusOf(error) !== 404) left.push(url);",
      replace: "left.push(url);",
      why: "two runs that remove one double at once: one says that it is left",
    },
  },
  "github/artifacts.ts": {
    "artifact-of-fork": {
      find: "?.full_name.toLowerCase() === own",
      replace: '?.full_name !== ""',
      why: "the plan that a fork uploaded counts as reviewed",
    },
  },
  "github/approvals.ts": {
    "approval-environment": {
      find: ".filter(({ environments }) => environments.some(({ name }) => name === environment))",
      replace: "",
      why: "the approval of another environment is recorded",
    },
  },
  "github/trust.ts": {
    "trust-workflow-run": {
      find: `isSameRepository(payload.workflow_run.head_repository, own) ? "own" : "fork"`,
      replace: `payload.workflow_run.head_repository === null ? "fork" : "own"`,
      why: "a fork's code gets credentials by workflow_run",
    },
  },
  "github/event.ts": {
    "trust-repository-id": {
      find: "return a.id === b.id;",
      replace: "return true;",
      why: "any two repositories are the same",
    },
  },
  "retry-after.ts": {
    "retry-after-seconds": {
      find: "Number(given) * 1000",
      replace: "Number(given)",
      why: "seconds are read as milliseconds, so a limited registry is hammered",
    },
  },
  "retry.ts": {
    "retry-attempts": {
      find: "if (attempt >= attempts || ",
      replace: "if (attempt > attempts || ",
      why: "one attempt too many: a request that must be sent once is sent twice",
    },
    "retry-cancelled": {
      find: "if (isAborted(signal)) throw error;",
      replace: "",
      why: "after a cancel the request is sent once more",
    },
    "retry-longest": {
      find: "if (delay > longestDelay || ",
      replace: "if (",
      why: "the runner waits an hour for a comment",
    },
  },
  "markdown/cut.ts": {
    "cut-utf8": {
      find: "while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;",
      replace: "",
      why: "the cut splits a character",
    },
    "cut-details": {
      find: "open.unshift(name)",
      replace: "open.push(name)",
      why: "elements are closed in the wrong order",
    },
    "cut-tags-in-code": {
      find: "const { piece, index } of piecesOf(line)",
      replace: "const { 0: piece, index } of line.matchAll(/<[^>]*>/g)",
      why: "a name such as </details> leaves a fold open, and the rest of the comment is in it",
    },
    "cut-html-lines": {
      find: "HTML_LINE.test(line) ? HTML_PIECE : PIECE",
      replace: "PIECE",
      why: "a title that ends with a backslash hides its end tag, and what follows stays in code",
    },
  },
  "markdown/escape.ts": {
    "fence-length": {
      find: "Math.max(3, longestRun(text) + 1)",
      replace: "Math.max(3, longestRun(text))",
      why: "text with three backticks ends its block",
    },
    "cell-pipe": {
      find: `code(text).replaceAll("|", "\\\\|")`,
      replace: "code(text)",
      why: "a pipe in a value adds a column",
    },
    mention: {
      find: "/@|(?<!&)#|",
      replace: "/(?<!&)#|",
      why: "a resource called @org/team notifies people",
    },
  },
  "redact/credentials.ts": {
    "credential-short": {
      find: "SECRET_NAME.test(key) && text.length >= SHORTEST_CREDENTIAL",
      replace: "SECRET_NAME.test(key) && text.length > SHORTEST_CREDENTIAL",
      why: "a password of eight characters is not masked",
    },
  },
  "redact/decode.ts": {
    "decode-depth": {
      find: "const DEPTH = 3;",
      replace: "const DEPTH = 1;",
      why: "a secret that is escaped twice is printed",
    },
  },
  "redact/base64.ts": {
    "base64-shift": {
      find: "return [0, 1, 2].flatMap((shift)",
      replace: "return [0, 1].flatMap((shift)",
      why: "a secret in the middle of a base64 text is printed",
    },
  },
  "redact/redactor.ts": {
    "redact-overlap": {
      find: "before.end = Math.max(before.end, end);",
      replace: "before.end = end;",
      why: "of two overlapping secrets the rest of the longer one is printed",
    },
  },
  "redact/search.ts": {
    "redact-piece-end": {
      find: "pattern.slice(Math.min(at, pattern.length - PIECE), at + PIECE)",
      replace: "pattern.slice(at, at + PIECE)",
      why: "the end of a long secret is printed",
    },
  },
  "releases/lease.ts": {
    "lease-margin": {
      find: "now >= endOf(lease) + MARGIN;",
      replace: "now >= endOf(lease);",
      why: "two jobs whose clocks differ hold the lease at once",
    },
    "lease-override": {
      find: "(left <= 0 && request.overrideReason !== undefined)",
      replace: "request.overrideReason !== undefined",
      why: "an override takes the lease without waiting",
    },
    "lease-lost": {
      find: "if (lease.token !== token) {",
      replace: "if (lease.environment === token) {",
      why: "a lease that another job took is renewed for it",
    },
    "lease-released": {
      find: "if (found?.value.token !== token) return false;",
      replace: "if (found === undefined) return false;",
      why: "a job releases the lease of another",
    },
  },
  "releases/gate.ts": {
    "gate-frozen": {
      find: "if (isFrozen(now, freeze))",
      replace: "if (!isFrozen(now, freeze))",
      why: "deployments go through a freeze",
    },
    "gate-hold-kept": {
      find: "if (found?.value.hold !== undefined)\n",
      replace: "if (found?.value.hold === undefined)\n",
      why: "a hold that was overridden holds the next deployment as well",
    },
  },
  "releases/current.ts": {
    "current-refused": {
      find: `["same", "newer"].includes(orders.get(commit) ?? "")`,
      replace: `["same", "older"].includes(orders.get(commit) ?? "")`,
      why: "a commit that failed stays refused after its fix went live",
    },
    "current-hold-newer": {
      find: `hold.mode === "newer" && orders.get(hold.commit) === "newer"`,
      replace: `hold.mode === "newer"`,
      why: "the commit that was held goes through",
    },
  },
  "releases/eligible.ts": {
    "eligible-soak": {
      find: "if (livedFor >= minSoak) return undefined;",
      replace: "if (livedFor > minSoak) return undefined;",
      why: "a release that soaked exactly long enough waits",
    },
    "eligible-newest": {
      find: "(a.id < b.id ? 1 : -1)",
      replace: "(a.id < b.id ? -1 : 1)",
      why: "the oldest release is promoted",
    },
  },
  "releases/ancestry.ts": {
    "ancestry-shallow": {
      find: "exitCode === 1 && !(await isShallow(repository))",
      replace: "exitCode === 1",
      why: "in a shallow checkout a newer commit counts as a branch of its own",
    },
  },
  "releases/live-time.ts": {
    "live-time": {
      find: "(times.get(live) ?? 0) + Math.max(0, until - since)",
      replace: "Math.max(0, until - since)",
      why: "the time before a rollback is forgotten",
    },
  },
  "process/identity.ts": {
    "process-reused-pid": {
      find: "found.startTime === startTime && !isEnded(found)",
      replace: "!isEnded(found)",
      why: "a process that got the number of ours is killed",
    },
  },
  "process/drain.ts": {
    "drain-twice": {
      find: `if (!operation.interrupted) signalGroup`,
      replace: "signalGroup",
      why: "a second interrupt makes terraform drop its state",
    },
  },
  "runtime/post.ts": {
    "post-keeps-secrets": {
      find: "rmSync(temporaryDirectory, { recursive: true, force: true });",
      replace: "",
      why: "secrets stay on the runner after the job",
    },
  },
  "runtime/action.ts": {
    "cancel-exit-code": {
      find: `reason === "cancelled" ? CANCELLED_EXIT_CODE : 1`,
      replace: "1",
      why: "a cancel counts as a failure",
    },
    "fork-event": {
      find: `if (context.eventName !== "pull_request") return false;`,
      replace: "",
      why: "a fork's code runs under pull_request_target, with secrets",
    },
  },
  "runtime/log.ts": {
    "log-commands": {
      find: "info: (text) => core.info(escapeCommands(clean(text))),",
      replace: "info: (text) => core.info(clean(text)),",
      why: "a provider's output sets outputs of the job",
    },
  },
  "runtime/summary.ts": {
    "summary-room": {
      find: "room -= Buffer.byteLength(text);",
      replace: "room -= text.length;",
      why: "the summary is longer than GitHub accepts and is dropped",
    },
  },
  "plan-comment/target.ts": {
    "comment-target": {
      find: "a.workflow === b.workflow && a.label === b.label",
      replace: "a.workflow === b.workflow",
      why: "two environments of one workflow overwrite each other's comment",
    },
  },
  "text/count.ts": {
    "count-thousand": {
      find: "(?=(\\d{3})+(?!\\d))",
      replace: "(?=(\\d{4})+(?!\\d))",
      why: "numbers are grouped by four digits",
    },
  },
};
