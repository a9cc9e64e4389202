import { describe, expect, test } from "@jest/globals";
import { causeOf, statementFor } from "../../../../../actions/build-push-ecr/src/docker/failure.ts";

const PREFIX = "ERROR: failed to build: failed to solve:";

describe("causeOf", () => {
  test.each([
    [
      `${PREFIX} failed to push h/r:v1: tag invalid: The image tag 'v1' already exists in the 'r' repository and cannot be overwritten because the repository is immutable.`,
      "immutable-tag-exists",
    ],
    [
      // docker push names the code of the registry, BuildKit knows few of them.
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
      `${PREFIX} dockerfile parse error on line 3: unknown instruction: COPPY`,
      "dockerfile-invalid",
    ],
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
    [
      `${PREFIX} h/r:1: failed to resolve source metadata for h/r:1: failed to do request: Head "https://h/v2/r/manifests/1": dial tcp: lookup h on 127.0.0.53:53: no such host`,
      "registry-unavailable",
    ],
    [
      `${PREFIX} failed to push h/r:v1: failed commit on ref "manifest-sha256:31": failed to do request: Put "https://h/v2/r/manifests/v1": write tcp 10.0.0.1:1->10.0.0.2:443: use of closed network connection`,
      "registry-unavailable",
    ],
    ["ERROR: Multi-platform build is not supported for the docker driver.", "builder-not-capable"],
    [
      "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "docker-not-running",
    ],
    [
      `${PREFIX} failed to push h/r:v1: unexpected status from PUT request to https://h/x: 503 Service Unavailable`,
      "registry-unavailable",
    ],
    ["ERROR: failed to build: context deadline exceeded", "builder-unreachable"],
    [`${PREFIX} something nobody has seen`, "build-failed"],
  ])("%s", (line, reason) => {
    const cause = causeOf(`#1 [internal] load\n${line}\n`, 1);
    expect(cause.reason).toBe(reason);
    expect(cause.fix).not.toBe("");
    expect(cause.message).not.toMatch(/^(ERROR|failed to (build|solve)):/);
  });

  test("I-E 72: the cause stands above the last lines", () => {
    const output = `#9 ERROR: failed to push h/r:v1: tag invalid
------
 > exporting to image:
------
${PREFIX} failed to push h/r:v1: tag invalid: The image tag 'v1' already exists in the 'r' repository and cannot be overwritten because the repository is immutable.

View build details: docker-desktop://dashboard/build/x
`;
    expect(causeOf(output, 1)).toMatchObject({
      reason: "immutable-tag-exists",
      message: expect.stringMatching(/^failed to push h\/r:v1: tag invalid: The image tag 'v1'/),
    });
  });

  test.each([
    ["exec /fake: exec format error", 1, "platform-not-runnable"],
    ["/bin/sh: 1: cannot create /x: No space left on device", 2, "disk-full"],
    ["sh: 1: told something else", 1, "run-failed"],
    ["Killed", 137, "out-of-memory"],
  ])("what the failed command printed last: %s", (words, code, reason) => {
    const failed = `process "/bin/sh -c x" did not complete successfully: exit code: ${code}`;
    const output = `#5 [2/3] RUN echo exec format error
#5 0.031 exec format error of another step
#6 [3/3] RUN x
#6 0.052 ${words}
#6 ERROR: ${failed}
------
 > [3/3] RUN x:
0.052 ${words}
------
${PREFIX} ${failed}`;
    expect(causeOf(output, 1).reason).toBe(reason);
  });

  test("the line of the Dockerfile and its instruction", () => {
    const output = `Dockerfile:3
--------------------
   1 |     FROM alpine
   2 |     WORKDIR /app
   3 | >>> COPY missing.txt ./
   4 |${"     "}
--------------------
${PREFIX} failed to compute cache key: failed to calculate checksum of ref a::b: "/missing.txt": not found`;
    expect(causeOf(output, 1)).toStrictEqual({
      reason: "file-not-found",
      message: 'failed to calculate checksum of ref a::b: "/missing.txt": not found',
      fix: expect.stringContaining("/missing.txt is not in the build context"),
      place: { file: "Dockerfile", line: 3, instruction: "COPY missing.txt ./" },
    });
  });

  test("I-E 43: nothing printed", () => {
    expect(causeOf("", 137)).toMatchObject({
      reason: "build-failed",
      message: "docker buildx build ended with exit code 137 and said nothing",
      place: undefined,
    });
  });

  test("a missing right comes with its statement", () => {
    const line = `${PREFIX} denied: User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:eu-west-1:1:repository/r`;
    expect(causeOf(line, 1).fix).toBe(
      'add to the role\'s policy: {"Effect":"Allow","Action":"ecr:PutImage","Resource":"arn:aws:ecr:eu-west-1:1:repository/r"}',
    );
  });
});

test("I-E 5: ecr:GetAuthorizationToken knows no resource but *", () => {
  expect(JSON.parse(statementFor("ecr:GetAuthorizationToken", "arn:aws:ecr:x"))).toMatchObject({
    Resource: "*",
  });
});
