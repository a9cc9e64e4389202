import { expect, test } from "@jest/globals";
import {
  BUILDER_RULES,
  STORE_RULES,
} from "../../../../../actions/build-push-ecr/src/docker/builder-rules.ts";
import { readBuildFailure } from "../../../../../actions/build-push-ecr/src/docker/output.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";

const explain = (line: string) =>
  matchFailure([...BUILDER_RULES, ...STORE_RULES], readBuildFailure(`ERROR: ${line}\n`, 1));
const SOLVE = "failed to build: failed to solve:";

test("a user who may not use Docker is not told to start Docker", () => {
  const line =
    "permission denied while trying to connect to the docker API at unix:///run/docker.sock";
  expect(explain(line)).toMatchObject({
    reason: "docker-not-running",
    message: `this user may not use Docker: ${line}`,
    fix: expect.stringContaining("usermod -aG docker"),
  });
});

test.each([
  [`${SOLVE} content digest sha256:${"b".repeat(64)}: not found`, /has lost part of its cache/],
  [`${SOLVE} unknown blob sha256:${"b".repeat(64)} in history`, /has lost part of its cache/],
  // A push reads what the builder keeps.
  [`${SOLVE} failed to push h/r:v1: lease "k9b8": not found`, /has lost part of its cache/],
  [`${SOLVE} missing lease requirement for setBlob`, /failed at its own work/],
  [
    `${SOLVE} buildkit scheduler error: return leaving incoming open. Please report this`,
    /failed at its own work/,
  ],
  [`${SOLVE} Canceled: grpc: the client connection is closing`, /ended during the build/],
])("%s", (line, message) => {
  expect(explain(line)?.message).toMatch(message);
  expect(explain(line)?.fix).toMatch(/^run the job again/);
});
