import { expect, test } from "@jest/globals";
import { FILE_RULES } from "../../../../../actions/build-push-ecr/src/docker/file-rules.ts";
import { readBuildFailure } from "../../../../../actions/build-push-ecr/src/docker/output.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";

const PREFIX = "ERROR: failed to build: failed to solve:";
const explain = (output: string) => matchFailure(FILE_RULES, readBuildFailure(output, 1));

/** A COPY that failed, as BuildKit prints it. */
const copyFailure = (instruction: string, error: string): string =>
  `#9 [2/2] ${instruction}\n#9 ERROR: ${error}\n${PREFIX} ${error}`;

test.each([
  [
    "COPY ../lib /lib",
    'failed to calculate checksum of ref a::b: "/lib": not found',
    /^\.\.\/lib is above the build context/,
    /^set context to a folder that contains it, and file to the Dockerfile/,
  ],
  [
    'ADD ["./../lib", "/lib"]',
    'failed to calculate checksum of ref a::b: "/lib": not found',
    /^\.\/\.\.\/lib is above the build context/,
    /^set context/,
  ],
  [
    "COPY --from=tools ../lib /lib",
    'failed to calculate checksum of ref a::b: "/lib": not found',
    /^\/lib is not in the stage tools/,
    /create \/lib in the stage tools/,
  ],
  [
    "COPY a* /etc/ 2>/dev/null || true",
    'failed to calculate checksum of ref a::b: "/||": not found',
    /^COPY has no shell/,
    /wildcard/,
  ],
  [
    "COPY . /app",
    "cannot replace to directory /x/merged/app/dist with file",
    /^a folder and a file or link meet at one path in COPY \. \/app: cannot replace to directory \S+ with file$/,
    /node_modules.*\.dockerignore/,
  ],
])("what %j did wrong", (instruction, error, message, fix) => {
  const explained = explain(copyFailure(instruction, error));
  expect(explained?.message).toMatch(message);
  expect(explained?.fix).toMatch(fix);
});

test.each([
  ["open /srv/pier/data: permission denied", "/srv/pier/data"],
  ["lstat /srv/a b/c: operation not permitted", "/srv/a b/c"],
])("a file of the context that the runner may not read: %s", (words, file) => {
  expect(explain(`${PREFIX} error from sender: ${words}`)).toMatchObject({
    reason: "build-failed",
    message: `this runner may not read ${file}, which is in the build context`,
    fix: expect.stringContaining(".dockerignore"),
  });
});
