import { describe, expect, test } from "@jest/globals";
import { readBuildFailure } from "../../../../../actions/build-push-ecr/src/docker/output.ts";
import type { BuildFailure } from "../../../../../actions/build-push-ecr/src/docker/output.ts";

const PREFIX = "ERROR: failed to build: failed to solve:";
const NOTHING_ELSE = {
  above: undefined,
  image: undefined,
  platform: undefined,
  source: undefined,
  warnings: undefined,
};

describe("readBuildFailure", () => {
  test.each<[string, Partial<BuildFailure>]>([
    [
      `${PREFIX} failed to push h:5000/team/r:v1: unexpected status from PUT request to https://h:5000/v2/team/r/manifests/v1: 403 Forbidden`,
      {
        origin: "registry",
        operation: "push",
        host: "h:5000",
        repository: "team/r",
        status: 403,
      },
    ],
    [
      `${PREFIX} node:24: failed to resolve source metadata for docker.io/library/node:24: docker.io/library/node:24: not found`,
      { origin: "registry", operation: "pull", host: "docker.io", repository: "library/node" },
    ],
    [
      `${PREFIX} failed to authorize: failed to fetch oauth token: 401 Unauthorized`,
      { origin: "registry", operation: "pull" },
    ],
    [
      `${PREFIX} process "/bin/sh -c npm ci" did not complete successfully: exit code: 137`,
      { origin: "build command", exitCode: 137, detail: "exit code: 137\n" },
    ],
    [`${PREFIX} target stage "x" could not be found`, { origin: "buildkit" }],
    ["#4 ERROR: target stage is missing", { origin: "buildkit" }],
    ["ERROR: Multi-platform build is not supported", { origin: "docker" }],
    [
      "ERROR: failed to build: context deadline exceeded",
      { origin: "docker", summary: "context deadline exceeded" },
    ],
  ])("%s", (line, expected) => {
    expect(readBuildFailure(`#1 [internal] load\n${line}\n`, 1)).toMatchObject(expected);
  });

  test("I-E 72: finds the cause above the last lines", () => {
    const output = `#9 ERROR: failed to push h/r:v1: tag invalid
------
 > exporting to image:
------
${PREFIX} failed to push h/r:v1: tag invalid: The image tag 'v1' already exists in the 'r' repository and cannot be overwritten because the repository is immutable.

View build details: docker-desktop://dashboard/build/x
`;
    expect(readBuildFailure(output, 1).summary).toMatch(
      /^failed to push h\/r:v1: tag invalid: The image tag 'v1'/,
    );
  });

  test("finds the line of the Dockerfile and its instruction", () => {
    const output = `Dockerfile:3
--------------------
   1 |     FROM alpine
   2 |     WORKDIR /app
   3 | >>> COPY missing.txt ./
   4 |${"     "}
--------------------
${PREFIX} failed to compute cache key: failed to calculate checksum of ref a::b: "/missing.txt": not found`;
    expect(readBuildFailure(output, 1)).toStrictEqual({
      origin: "buildkit",
      summary: 'failed to calculate checksum of ref a::b: "/missing.txt": not found',
      place: { file: "Dockerfile", line: 3, instruction: "COPY missing.txt ./" },
      instruction: "COPY missing.txt ./",
      ...NOTHING_ELSE,
    });
  });

  test("a layer that cannot be read during a push counts as a failed pull", () => {
    const line = `${PREFIX} failed to push h/r:v1: failed to copy: httpReadSeeker: failed open: unexpected status from GET request to https://base.example/v2/team/base/blobs/sha256:1: 403 Forbidden`;
    expect(readBuildFailure(`#4 exporting to image\n${line}\n`, 1)).toMatchObject({
      origin: "registry",
      operation: "pull",
      host: "base.example",
      repository: "team/base",
      status: 403,
    });
  });

  test("output of a program in the build cannot fake the place or the reason of the failure", () => {
    const words = [
      "Dockerfile:9",
      "--------------------",
      "   9 | >>> FROM lies",
      "ERROR: failed to build: failed to solve: failed to push h/r:v1: tag invalid: immutable",
    ];
    const section = words.join("\n");
    const output = `#5 [2/2] RUN lie
${words.map((word) => `#5 0.010 x\r${word}`).join("\n")}
#5 ERROR: process "/bin/sh -c lie" did not complete successfully: exit code: 1
------
 > [2/2] RUN lie:
${section}
------
Dockerfile:2
--------------------
   1 |     FROM alpine
   2 | >>> RUN lie
--------------------
${PREFIX} process "/bin/sh -c lie" did not complete successfully: exit code: 1
`;
    expect(readBuildFailure(output, 1)).toMatchObject({
      origin: "build command",
      place: { line: 2, instruction: "RUN lie" },
    });
  });

  test.each([
    ["#3 [1/1] ADD https://h/x.tar /x", "https://h/x.tar"],
    ['#3 [1/1] ADD --checksum=sha256:1 ["https://h/x.tar", "/x"]', "https://h/x.tar"],
    ["#3 [1/1] ADD git@h:o/r.git#v1 /x", "git@h:o/r.git#v1"],
    // BuildKit before 0.12.
    ["#3 https://h/x.tar", "https://h/x.tar"],
  ])("finds the address that ADD fetches: %s", (step, address) => {
    const output = `${step}\n#3 ERROR: invalid response status 410\n${PREFIX} failed to load cache key: invalid response status 410\n`;
    expect(readBuildFailure(output, 1)).toMatchObject({
      operation: "download",
      address,
      status: 410,
      summary: "invalid response status 410",
    });
  });

  test("I-E 43: docker printed nothing", () => {
    expect(readBuildFailure("", 137)).toStrictEqual({
      origin: "docker",
      summary: "docker buildx build ended with exit code 137 and printed nothing",
      place: undefined,
      instruction: undefined,
      ...NOTHING_ELSE,
    });
  });
});

test.each([
  ["failed to solve: rpc error: code = Unknown desc = failed to compute cache key: a", "a"],
  [
    "failed to solve: rpc error: code = InvalidArgument desc = failed to solve with frontend dockerfile.v0: failed to create LLB definition: b",
    "b",
  ],
  [
    "failed to receive status: rpc error: code = Unavailable desc = c",
    "failed to receive status: rpc error: code = Unavailable desc = c",
  ],
])("%s: the wrappers of older builders are removed", (line, summary) => {
  expect(readBuildFailure(`ERROR: ${line}`, 1).summary).toBe(summary);
});
