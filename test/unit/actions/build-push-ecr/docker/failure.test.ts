import { describe, expect, test } from "@jest/globals";
import {
  RULES,
  explainBuildFailure,
} from "../../../../../actions/build-push-ecr/src/docker/failure.ts";
import { readBuildFailure } from "../../../../../actions/build-push-ecr/src/docker/output.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";
import { BUILD_CAUSES, recordedOutput } from "../../../../support/build-causes.ts";

const PREFIX = "ERROR: failed to build: failed to solve:";

/** The reason of each last error line. */
const KNOWN: [line: string, reason: string][] = [
  [
    `${PREFIX} failed to push h/r:v1: tag invalid: The image tag 'v1' already exists in the 'r' repository and cannot be overwritten because the repository is immutable.`,
    "immutable-tag-exists",
  ],
  [
    // docker push names the registry's error code; BuildKit knows only a few codes.
    `${PREFIX} failed to push h/r:v1: unknown: The image tag 'v1' already exists in the 'r' repository and cannot be overwritten because the tag is immutable.`,
    "immutable-tag-exists",
  ],
  [
    `${PREFIX} failed to push h/r:v1: unknown: The repository with name 'r' does not exist in the registry with id '1'`,
    "repository-not-found",
  ],
  [
    `${PREFIX} failed to push h/r:v1: name unknown: The repository with name 'r' does not exist in the registry with id '1'`,
    "repository-not-found",
  ],
  [
    `${PREFIX} failed to push h/r:v1: denied: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:1:repository/r because no identity-based policy allows it`,
    "access-denied",
  ],
  [
    `${PREFIX} failed to push h/r:v1: unexpected status from HEAD request to https://h/v2/r/manifests/v1: 403 Forbidden`,
    "access-denied",
  ],
  [
    `${PREFIX} failed to push h/r:v1: unexpected status from POST request to https://h/v2/r/blobs/uploads/: 401 Unauthorized`,
    "registry-authentication",
  ],
  [
    `${PREFIX} failed to push h/r:v1: denied: Your authorization token has expired. Reauthenticate and try again.`,
    "registry-authentication",
  ],
  [
    `${PREFIX} node:24: failed to resolve source metadata for docker.io/library/node:24: docker.io/library/node:24: not found`,
    "base-image-not-found",
  ],
  [
    `${PREFIX} node:24: failed to resolve source metadata for docker.io/library/node:24: failed to copy: httpReadSeeker: failed open: unexpected status code https://x: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.`,
    "base-image-rate-limited",
  ],
  [
    `${PREFIX} failed to compute cache key: failed to calculate checksum of ref a::b: "/missing.txt": not found`,
    "file-not-found",
  ],
  [`${PREFIX} write /var/lib/x: no space left on device`, "disk-full"],
  [
    `${PREFIX} failed to push h/r:v1: failed to copy: io: read/write on closed pipe`,
    "registry-unavailable",
  ],
  [
    'ERROR: failed to initialize builder b (b0): listing workers: failed to list workers: Unavailable: connection error: desc = "transport: Error while dialing"',
    "builder-unreachable",
  ],
  ['ERROR: no builder "b" found', "builder-unreachable"],
  [`${PREFIX} frontend grpc server closed unexpectedly`, "builder-unreachable"],
  [
    'ERROR: failed to build: Error response from daemon: Head "https://registry-1.docker.io/v2/moby/buildkit/manifests/buildx-stable-1": received unexpected HTTP status: 503 Service Unavailable',
    "registry-unavailable",
  ],
  [
    `${PREFIX} failed to parse platform : "linux/amd65": unknown operating system or architecture`,
    "dockerfile-invalid",
  ],
  [`${PREFIX} lint violation found for rules: FromAsCasing`, "dockerfile-invalid"],
  [`${PREFIX} dockerfile parse error on line 3: unknown instruction: COPPY`, "dockerfile-invalid"],
  [
    `${PREFIX} failed to read dockerfile: open Dockerfile: no such file or directory`,
    "dockerfile-invalid",
  ],
  [`${PREFIX} target stage "relase" could not be found`, "target-not-found"],
  [
    `${PREFIX} process "/bin/sh -c npm ci" did not complete successfully: exit code: 1`,
    "run-failed",
  ],
  [
    `${PREFIX} process "/bin/sh -c npm ci" did not complete successfully: exit code: 137`,
    "out-of-memory",
  ],
  [
    `${PREFIX} process "/bin/sh -c x" did not complete successfully: exec format error`,
    "platform-not-runnable",
  ],
  [
    `${PREFIX} process "/bin/sh -c yarn install --immutable || echo 403 Forbidden" did not complete successfully: exit code: 1`,
    "run-failed",
  ],
  [`${PREFIX} file with no instructions`, "dockerfile-invalid"],
  [`${PREFIX} unterminated heredoc`, "dockerfile-invalid"],
  [
    `${PREFIX} ResourceExhausted: process "/bin/sh -c npm ci" did not complete successfully: cannot allocate memory`,
    "out-of-memory",
  ],
  [
    `#2 [internal] load metadata for docker.io/library/node@sha256:${"a".repeat(64)}\n#2 ERROR: docker.io/library/node@sha256:${"a".repeat(64)}: not found\n${PREFIX} docker.io/library/node@sha256:${"a".repeat(64)}: not found`,
    "base-image-not-found",
  ],
  [
    `${PREFIX} h/r:1: failed to resolve source metadata for h/r:1: failed to do request: Head "https://h/v2/r/manifests/1": dial tcp: lookup h on 127.0.0.53:53: no such host`,
    "registry-unavailable",
  ],
  [
    `${PREFIX} failed to push h/r:v1: failed commit on ref "manifest-sha256:31": failed to do request: Put "https://h/v2/r/manifests/v1": write tcp 10.0.0.1:1->10.0.0.2:443: use of closed network connection`,
    "registry-unavailable",
  ],
  ["ERROR: Multi-platform build is not supported for the docker driver.", "builder-not-capable"],
  // buildx before 0.12
  [
    'ERROR: multiple platforms feature is currently not supported for docker driver. Please switch to a different driver (eg. "docker buildx create --use")',
    "builder-not-capable",
  ],
  // Docker Engine 20.10
  [`${PREFIX} executor failed running [/bin/sh -c npm ci]: exit code: 1`, "run-failed"],
  [
    "ERROR: failed to solve: rpc error: code = Unknown desc = executor failed running [/bin/sh -c npm ci && echo [x]: y]: exit code: 137",
    "out-of-memory",
  ],
  [`${PREFIX} write /var/lib/x: disk quota exceeded`, "disk-full"],
  [
    "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    "docker-not-running",
  ],
  [
    `${PREFIX} failed to push h/r:v1: unexpected status from PUT request to https://h/x: 503 Service Unavailable`,
    "registry-unavailable",
  ],
  ["ERROR: failed to build: context deadline exceeded", "builder-unreachable"],
  // If a builder ends, either of two requests may notice it first.
  [
    'ERROR: failed to build: failed to receive status: rpc error: code = Unavailable desc = closing transport due to: connection error: desc = "error reading from server: EOF", received prior goaway: code: NO_ERROR, debug data: "graceful_stop"',
    "builder-unreachable",
  ],
  [
    `${PREFIX} Unavailable: closing transport due to: connection error: desc = "error reading from server: EOF", received prior goaway: code: NO_ERROR, debug data: "graceful_stop"`,
    "builder-unreachable",
  ],
  [`${PREFIX} something nobody has seen`, "build-failed"],
  [
    `${PREFIX} failed to prepare a1 as b2: parent snapshot a1 does not exist: not found`,
    "build-failed",
  ],
  [`${PREFIX} failed to register layer: max depth exceeded`, "build-failed"],
  [
    `${PREFIX} h/r:v1: failed to resolve source metadata for h/r:v1: unexpected status from HEAD request to https://h/v2/r/manifests/v1: 403 Forbidden`,
    "access-denied",
  ],
  [
    `${PREFIX} failed to push h/r:v1: unexpected status from PUT request to https://h/v2/r/manifests/v1: 429 Too Many Requests`,
    "registry-unavailable",
  ],
  [
    `${PREFIX} failed to push h/r:v1: unexpected status from PUT request to https://h/v2/r/manifests/v1: 400 Bad Request`,
    "registry-unavailable",
  ],
  [
    `${PREFIX} 111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/r:1: failed to resolve source metadata for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/r:1: unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/docker-hub/r/manifests/1: 400 Bad Request`,
    "access-denied",
  ],
  [`${PREFIX} lstat /var/lib/x/a: no such file or directory`, "file-not-found"],
  [
    `${PREFIX} h/r:1: failed to resolve source metadata for h/r:1: failed to do request: Head "https://h/v2/r/manifests/1": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    "registry-unavailable",
  ],
  [
    `${PREFIX} h/r:1: failed to resolve source metadata for h/r:1: failed to do request: Head "https://h/v2/r/manifests/1": http: server gave HTTP response to HTTPS client`,
    "registry-unavailable",
  ],
  [
    `#3 [1/1] ADD https://h/x.git#gone /x\n#3 ERROR: repository does not contain ref gone, output: ""\n${PREFIX} failed to load cache key: repository does not contain ref gone, output: ""`,
    "download-failed",
  ],
  [
    `#3 [1/1] ADD https://h/x /x\n#3 ERROR: invalid response status 401\n${PREFIX} failed to load cache key: invalid response status 401`,
    "download-failed",
  ],
  [
    `#3 [1/1] ADD https://h/x /x\n#3 ERROR: invalid response status 407\n${PREFIX} failed to load cache key: invalid response status 407`,
    "download-failed",
  ],
  [
    `#3 [1/1] ADD https://h/x /x\n#3 ERROR: x509: certificate has expired\n${PREFIX} Get "https://h/x": tls: failed to verify certificate: x509: certificate has expired or is not yet valid`,
    "download-failed",
  ],
  [
    `#3 [1/1] ADD https://h/x.git /x\n#3 ERROR: failed to fetch remote https://h/x.git: git stderr:\n${PREFIX} failed to load cache key: failed to fetch remote https://h/x.git: git stderr:\nfatal: could not read Username for 'https://h': terminal prompts disabled\n: exit status 128`,
    "download-failed",
  ],
  [
    `${PREFIX} public.ecr.aws/a/r:1: failed to resolve source metadata for public.ecr.aws/a/r:1: unexpected status from HEAD request to https://public.ecr.aws/v2/a/r/manifests/1: 403 Forbidden`,
    "access-denied",
  ],
  // Messages of the token server: only a refusal by this server is about credentials.
  [
    `${PREFIX} redis:8: failed to resolve source metadata for docker.io/library/redis:8: failed to authorize: failed to fetch anonymous token: Get "https://auth.docker.io/token?service=registry.docker.io": net/http: TLS handshake timeout`,
    "registry-unavailable",
  ],
  [
    `${PREFIX} redis:8: failed to resolve source metadata for docker.io/library/redis:8: failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: 503 Service Unavailable`,
    "registry-unavailable",
  ],
  [
    `${PREFIX} redis:8: failed to resolve source metadata for docker.io/library/redis:8: failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: 401 Unauthorized`,
    "registry-authentication",
  ],
  [
    `${PREFIX} failed to parse stage name "node:24:1": invalid reference format`,
    "dockerfile-invalid",
  ],
  [
    `${PREFIX} h/r:1: failed to resolve source metadata for h/r:1: no matching manifest for linux/arm64/v8 in the manifest list entries`,
    "base-image-platform-missing",
  ],
  [
    `${PREFIX} x: failed to resolve source metadata for docker.io/library/x:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    "base-image-not-found",
  ],
  [
    `${PREFIX} r:1: failed to resolve source metadata for docker.io/library/r:1: error getting credentials - err: exec: "docker-credential-pier": executable file not found in $PATH, out: \`\``,
    "registry-authentication",
  ],
  [
    `${PREFIX} r:1: error getting credentials - err: exit status 1, out: \`no role\``,
    "registry-authentication",
  ],
  [
    `${PREFIX} failed to copy: httpReadSeeker: failed open: unexpected status from GET request to https://prod-eu-north-1-starport-layer-bucket.s3.eu-north-1.amazonaws.com/ab: 403 Forbidden`,
    "access-denied",
  ],
  [`${PREFIX} unable to find group pier: no matching entries in group file`, "dockerfile-invalid"],
  [
    `${PREFIX} process "/bin/sh -c x" did not complete successfully: unable to find user pier: no matching entries in passwd file`,
    "dockerfile-invalid",
  ],
  [
    `${PREFIX} process "/bin/sh -c echo no space left on device" did not complete successfully: exit code: 1`,
    "run-failed",
  ],
  // A repository may be called like what a registry refuses.
  [
    `${PREFIX} failed to push h/immutable-pier:v1: unexpected status from HEAD request to https://h/v2/immutable-pier/manifests/v1: 403 Forbidden`,
    "access-denied",
  ],
  [
    `${PREFIX} failed to push h/r:v1: unexpected status from PATCH request to https://h/v2/r/blobs/uploads/a: 413 Request Entity Too Large`,
    "registry-unavailable",
  ],
  [`${PREFIX} failed to push h/r:v1: toomanyrequests: Rate exceeded`, "registry-unavailable"],
  [
    `${PREFIX} failed to push h/r:v1: unsupported: Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Limit on number of layers per image exceeded'`,
    "build-failed",
  ],
  [
    `${PREFIX} failed to push h/r:v1: denied: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/2 because no resource-based policy allows the kms:Decrypt action`,
    "access-denied",
  ],
  [
    `ERROR: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Head "http://%2Fvar%2Frun%2Fdocker.sock/_ping": dial unix /var/run/docker.sock: connect: permission denied`,
    "docker-not-running",
  ],
  [
    "ERROR: failed to initialize builder b (b0): permission denied while trying to connect to the docker API at unix:///run/docker.sock",
    "docker-not-running",
  ],
  [`${PREFIX} Canceled: context canceled`, "builder-unreachable"],
  [`${PREFIX} DeadlineExceeded: context deadline exceeded`, "builder-unreachable"],
  [`${PREFIX} content digest sha256:${"b".repeat(64)}: not found`, "build-failed"],
  [`${PREFIX} lease "k9b85fmm": not found`, "build-failed"],
  [`${PREFIX} failed to load cache: ref layer-sha256:30 locked: unavailable`, "build-failed"],
  [`${PREFIX} inconsistent graph state`, "build-failed"],
  [`${PREFIX} error from sender: open /srv/pier/data: permission denied`, "build-failed"],
  [
    `${PREFIX} failed to read dockerfile: error from sender: lstat /srv/pier/data: permission denied`,
    "build-failed",
  ],
  [
    copyFailure("COPY ../lib /lib", 'failed to calculate checksum of ref a::b: "/lib": not found'),
    "file-not-found",
  ],
  [
    copyFailure(
      "COPY a.conf* /etc/ 2>/dev/null || true",
      "cannot copy to non-directory: /x/merged/true",
    ),
    "dockerfile-invalid",
  ],
  [
    copyFailure("COPY . /app", "cannot copy to non-directory: /x/merged/app/node_modules/a"),
    "build-failed",
  ],
  [
    `${PREFIX} dockerfile parse error on line 3: unknown flag: --parents (did you mean --parent?)`,
    "dockerfile-invalid",
  ],
  [
    "ERROR: failed to solve: rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to create LLB definition: target stage pier could not be found",
    "target-not-found",
  ],
  [
    "ERROR: failed to solve: rpc error: code = Unknown desc = secret pier: not found",
    "build-secret-missing",
  ],
];

/** A COPY that failed, as BuildKit prints it. */
function copyFailure(instruction: string, error: string): string {
  return `#9 [2/2] ${instruction}\n#9 ERROR: ${error}\n${PREFIX} ${error}`;
}

/** The last line that the program of a failed step printed. */
const LAST_OUTPUT: [words: string, code: number, reason: string][] = [
  ["exec /fake: exec format error", 1, "platform-not-runnable"],
  ["/bin/sh: 1: cannot create /x: No space left on device", 2, "disk-full"],
  ["sh: 1: told something else", 1, "run-failed"],
  ["/usr/bin/env: ‘python3\\r’: No such file or directory", 127, "run-failed"],
  ["/bin/sh: 1: ./go.sh: Permission denied", 126, "run-failed"],
  ["Killed", 137, "out-of-memory"],
  [
    ".buildkit_qemu_emulator: /bin/sh: Invalid ELF image for this architecture",
    255,
    "platform-not-runnable",
  ],
  [
    "qemu: uncaught target signal 11 (Segmentation fault) - core dumped",
    139,
    "platform-not-runnable",
  ],
  [
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    134,
    "run-failed",
  ],
];

function outputOf(words: string, code: number): string {
  const failed = `process "/bin/sh -c x" did not complete successfully: exit code: ${code}`;
  return `#5 [2/3] RUN echo exec format error
#5 0.031 exec format error of another step
#6 [3/3] RUN x
#6 0.052 ${words}
#6 ERROR: ${failed}
------
 > [3/3] RUN x:
0.052 ${words}
------
${PREFIX} ${failed}`;
}

test("a program that Node ended for lack of heap has its own advice", () => {
  const words = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory";
  const { reason, fix } = explainBuildFailure(readBuildFailure(outputOf(words, 134), 1));
  expect(reason).toBe("run-failed");
  expect(fix).toContain("NODE_OPTIONS=--max-old-space-size");
});

describe("the reason of a failed build", () => {
  test.each(KNOWN)("%s", (line, reason) => {
    const failure = readBuildFailure(`#1 [internal] load\n${line}\n`, 1);
    const explained = explainBuildFailure(failure);
    expect(explained.reason).toBe(reason);
    expect(explained.fix).not.toBe("");
    expect(failure.summary).not.toMatch(/^(ERROR|failed to (build|solve)):/);
  });

  test.each(LAST_OUTPUT)("last line of the failed command: %s", (words, code, reason) => {
    expect(explainBuildFailure(readBuildFailure(outputOf(words, code), 1)).reason).toBe(reason);
  });

  test("an HTTP header that ends with CRLF is not taken for a script with CRLF", () => {
    const output = outputOf("< HTTP/1.1 404 Not Found\r", 22);
    const { message, fix } = explainBuildFailure(readBuildFailure(output, 1));
    expect(`${message} ${fix}`).not.toMatch(/CRLF|eol=lf/);
  });

  test("each rule decides about one of the examples above, or about a recording", () => {
    const printed = [
      ...KNOWN.map(([line]) => line),
      ...LAST_OUTPUT.map(([words, code]) => outputOf(words, code)),
      ...BUILD_CAUSES.map(({ name }) => recordedOutput(name)),
      recordedOutput("builder-died"),
    ];
    const failures = printed.map((output) => readBuildFailure(output, 1));
    const withScript = readBuildFailure(recordedOutput("crlf-script"), 1);
    const decisive = [...failures, { ...withScript, crlfScripts: "go.sh" }].map((failure) =>
      RULES.find((rule) => matchFailure([rule], failure) !== undefined),
    );
    expect(RULES.filter((rule) => !decisive.includes(rule))).toStrictEqual([]);
  });
});

describe("the fix", () => {
  const fixOf = (line: string) => explainBuildFailure(readBuildFailure(line, 1)).fix;

  test("for a missing permission is the policy statement", () => {
    const line = `${PREFIX} failed to push h/r:v1: denied: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:eu-west-1:1:repository/r`;
    expect(fixOf(line)).toBe(
      'add to the role\'s policy: {"Effect":"Allow","Action":"ecr:PutImage","Resource":"arn:aws:ecr:eu-west-1:1:repository/r"}',
    );
  });

  test.each([
    ["failed to push h/team/r:v1: 403 Forbidden", /the permissions for pushing/],
    [
      "x: failed to resolve source metadata for h:5000/team/r:v1: 403 Forbidden",
      /^h:5000 refuses the pull of team\/r: allow the role ecr:BatchGetImage/,
    ],
    ["failed to push h/r:v1: 401 Unauthorized", /^ECR did not accept the credentials/],
    [
      "x: failed to resolve source metadata for ghcr.io/a/b:1: 401 Unauthorized",
      /^ghcr.io did not accept the credentials: log in/,
    ],
    [
      'failed to calculate checksum of ref a::b: "/missing.txt": not found',
      /^\/missing.txt is not/,
    ],
    ["failed to push h/r:v1: toomanyrequests: Rate exceeded", /^the registry limits requests/],
    [
      "failed to push h/r:v1: unexpected status from PATCH request to https://h/v2/r/blobs/uploads/a: 413 Request Entity Too Large",
      /^a proxy between the builder and h/,
    ],
    [
      "failed to push h/r:v1: denied: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/2 because no resource-based policy allows the kms:Decrypt action",
      /^allow the role kms:Decrypt in the key policy of arn:aws:kms:eu-west-1:1:key\/2/,
    ],
    ["Canceled: context canceled", /^run the job again; if it happens every time, the builder/],
    ["lease x: not found", /docker buildx prune --all/],
    ["ref a locked: unavailable", /a builder of its own/],
    [
      "failed to read dockerfile: error from sender: open /srv/data: permission denied",
      /\.dockerignore.*chown/,
    ],
    ["dockerfile parse error on line 3: unknown flag: parents", /# syntax=docker\/dockerfile:1/],
  ])("for %j names who refused what", (line, fix) => {
    expect(fixOf(`${PREFIX} ${line}`)).toMatch(fix);
  });
});

test("a variable without a value is named even if no instruction is known", () => {
  const line = `${PREFIX} base name ($PIER) should not be blank`;
  const { message, fix } = explainBuildFailure(readBuildFailure(line, 1));
  expect(message).toBe("base name ($PIER) should not be blank: ARG PIER has no value");
  expect(fix).toMatch(/give PIER a value/);
});

/** A failed step, as BuildKit prints it. */
const failedStep = (step: string, text: string): string =>
  `#3 ${step}\n#3 ERROR: ${text}\n${PREFIX} ${text}`;
const pulled = (host: string, text: string): string =>
  failedStep(
    `[internal] load metadata for ${host}/r:1`,
    `${host}/r:1: failed to resolve source metadata for ${host}/r:1: ${text}`,
  );
const head = (host: string): string => `Head "https://${host}/v2/r/manifests/1"`;

test.each([
  [
    "a certificate that the builder does not trust",
    pulled(
      "reg.example",
      `failed to do request: ${head("reg.example")}: tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ),
    /does not trust the certificate of reg\.example/,
  ],
  [
    "plain HTTP",
    pulled(
      "reg.example",
      `failed to do request: ${head("reg.example")}: http: server gave HTTP response to HTTPS client`,
    ),
    /^reg\.example speaks plain HTTP/,
  ],
  ...(
    [
      [
        "unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/docker-hub/library/r/manifests/1: 403 Forbidden",
        /repository's policy.*; through a pull-through cache, also allow ecr:BatchImport/,
      ],
      [
        "unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/docker-hub/library/r/manifests/1: 400 Bad Request",
        /^ECR could not fetch the image from its upstream/,
      ],
      [
        "pull access denied, repository does not exist or may require authorization: server message: denied: The authentication to the upstream registry failed.",
        /^correct the secret of the pull-through cache rule/,
      ],
    ] as const
  ).map(([text, fix]): [string, string, RegExp] => [
    `a pull through ECR's cache: ${text}`,
    pulled("111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library", text),
    fix,
  ]),
  [
    "a refusal by a registry outside AWS",
    pulled(
      "ghcr.io",
      `unexpected status from HEAD request to https://ghcr.io/v2/r/manifests/1: 403 Forbidden`,
    ),
    /^log in to ghcr\.io in a step before this one/,
  ],
  ...["executable file not found in $PATH, out: ``", "file does not exist, out: ``"].map(
    (why): [string, string, RegExp] => [
      `a credential helper that is missing on the runner: ${why}`,
      pulled(
        "reg.example",
        `error getting credentials - err: exec: "docker-credential-pier-login": ${why}`,
      ),
      /docker-credential-pier-login on PATH.*credsStore.*credHelpers/,
    ],
  ),
  [
    "a credential helper that gives nothing",
    pulled(
      "reg.example",
      "error getting credentials - err: exit status 1, out: `no role to assume`",
    ),
    /^the runner's credential helper .* failed/,
  ],
  [
    "the S3 bucket of ECR's layers, which the network refuses",
    failedStep(
      "[2/2] RUN true",
      "failed to copy: httpReadSeeker: failed open: unexpected status from GET request to https://prod-eu-north-1-starport-layer-bucket.s3.eu-north-1.amazonaws.com/ab/cd?X-Amz-Signature=x: 403 Forbidden",
    ),
    /s3:GetObject on arn:aws:s3:::prod-eu-north-1-starport-layer-bucket\/\*/,
  ],
  [
    "an expired login to the public gallery",
    pulled(
      "public.ecr.aws",
      "unexpected status from HEAD request to https://public.ecr.aws/v2/r/manifests/1: 403 Forbidden",
    ),
    /docker logout public\.ecr\.aws/,
  ],
  [
    "a token server whose certificate the builder does not trust",
    pulled(
      "reg.example",
      'failed to authorize: failed to fetch anonymous token: Get "https://auth.example/token": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    /does not trust the certificate/,
  ],
  [
    "a server from which ADD fetches, and whose certificate the builder does not trust",
    failedStep(
      "[2/2] ADD https://files.example/x.tgz /x",
      'Get "https://files.example/x.tgz": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    /^fetch the file in a step before this one, and COPY it/,
  ],
  [
    "a git repository that needs a login",
    failedStep(
      "[1/1] ADD https://github.com/a/b.git /x",
      "failed to fetch remote https://github.com/a/b.git: git stderr:\nfatal: could not read Username for 'https://github.com': terminal prompts disabled\n: exit status 128",
    ),
    /^the repository needs a login/,
  ],
  [
    "a variable without a value in the middle of a name",
    `#3 [internal] load build definition\nDockerfile:2\n----------\n   2 | >>> FROM reg.example/$TEAM/app\n----------\n${PREFIX} failed to parse stage name "reg.example//app": invalid reference format`,
    /^give TEAM a value/,
  ],
  [
    "a script with CRLF line ends, with the quotation marks of a UTF-8 locale",
    outputOf("/usr/bin/env: ‘python3\\r’: No such file or directory", 127),
    /eol=lf/,
  ],
  ...[
    // BusyBox writes `illegal` in lower case.
    "/start.sh: set: line 2: illegal option -\r",
    "/start.sh: 2: set: Illegal option -\r",
    "/start.sh: line 3: \r: command not found",
    "/start.sh: 3: \r: not found",
    "/start.sh: line 2: $'\\r': command not found",
  ].map((words): [string, string, RegExp] => [
    `a script with CRLF line ends: ${JSON.stringify(words)}`,
    outputOf(words, 2),
    /eol=lf/,
  ]),
  [
    "a here-document of a Dockerfile with CRLF line ends",
    outputOf("/bin/sh: set: illegal option -\r", 2).replaceAll("RUN x", "RUN <<EOF (set -e...)"),
    /`Dockerfile\* text eol=lf`/,
  ],
  [
    "a script that is not executable",
    outputOf("/bin/sh: 1: ./tools/start.sh: Permission denied", 126),
    /^make \.\/tools\/start\.sh executable: .*--chmod=.*git update-index --chmod=\+x/,
  ],
  [
    "a script that is not executable, in the words of BusyBox",
    outputOf("/bin/sh: ./start.sh: Permission denied", 126),
    /^make \.\/start\.sh executable/,
  ],
  [
    "a program in exec form that the image does not have",
    outputOf(
      'runc run failed: unable to start container process: error during container init: exec: "/start.sh": stat /start.sh: no such file or directory',
      127,
    ),
    /^check that the image has \/start\.sh/,
  ],
  [
    "a shell that the image does not have",
    outputOf(
      'runc run failed: unable to start container process: error during container init: exec: "/bin/sh": stat /bin/sh: no such file or directory',
      127,
    ),
    /scratch and distroless/,
  ],
  [
    "a variable that needs a value",
    `#3 [internal] load build definition\nDockerfile:2\n----------\n   2 | >>> FROM node:\${NODE:?which one}\n----------\n${PREFIX} failed to process "node:\${NODE:?which one}": NODE: which one`,
    /^give NODE a value/,
  ],
  [
    "a platform without a value",
    `#3 [internal] load build definition\nDockerfile:2\n----------\n   2 | >>> FROM --platform=$TARGET_PLATFORM node:24\n----------\n${PREFIX} empty platform value from expression $TARGET_PLATFORM (did you mean TARGETPLATFORM?)`,
    /^give TARGET_PLATFORM a value/,
  ],
  [
    "a user that the image does not have",
    failedStep(
      "[2/2] COPY --chown=pier . /app",
      "unable to find user pier: no matching entries in passwd file",
    ),
    /^create pier in a RUN line above/,
  ],
  [
    "a git ref that the repository does not have",
    failedStep(
      "[1/1] ADD https://github.com/a/b.git#gone /x",
      'failed to load cache key: repository does not contain ref gone, output: ""',
    ),
    /^name a branch, a tag or a commit/,
  ],
])("%s has its own fix", (_, output, fix) => {
  expect(explainBuildFailure(readBuildFailure(output, 1)).fix).toMatch(fix);
});

test.each([
  [
    "failed to prepare a1 as b2: parent snapshot a1 does not exist: not found",
    /buildx prune --all/,
  ],
  ["failed to register layer: max depth exceeded", /about 125 layers/],
])("storage of the builder: %s", (said, fix) => {
  const found = explainBuildFailure(readBuildFailure(`${PREFIX} ${said}`, 1));
  expect(found).toMatchObject({ reason: "build-failed", message: expect.stringContaining(said) });
  expect(found.fix).toMatch(fix);
});
