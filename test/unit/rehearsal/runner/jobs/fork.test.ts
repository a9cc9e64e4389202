import { afterAll, describe, expect, it, test } from "@jest/globals";
import { isFromFork, readOnly } from "../../../../../rehearsal/runner/jobs/fork.ts";
import { removeFolders, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const event = (name: string, head: number | undefined) => ({
  name,
  payload: {
    pull_request: {
      head: { repo: head === undefined ? null : { id: head } },
      base: { repo: { id: 1 } },
    },
  },
});

describe("a run is for a fork", () => {
  it.each([
    ["if the head is in another repository", event("pull_request", 2), true],
    ["if the repository of the head was deleted", event("pull_request", undefined), true],
    ["not if head and base are in the same repository", event("pull_request", 1), false],
    ["not for pull_request_target, which has secrets", event("pull_request_target", 2), false],
    ["not for a push", { name: "push", payload: {} }, false],
  ])("%s", (_, given, expected) => {
    expect(isFromFork({ event: given })).toBe(expected);
  });

  it("and gets only read permissions", () => {
    expect(
      readOnly({ contents: "read", "pull-requests": "write", "id-token": "write" }),
    ).toStrictEqual({
      contents: "read",
      "pull-requests": "read",
    });
  });
});

test("a fork's job gets no secrets, no OIDC token, and a token that only reads", async () => {
  const step = `echo "[\${{ secrets.KEY }}] [$ACTIONS_ID_TOKEN_REQUEST_TOKEN]"`;
  const { identities, lines } = await run(
    `on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-latest\n    permissions: { id-token: write, pull-requests: write }\n    steps:\n      - run: '${step}'\n`,
    { event: event("pull_request", 2), secrets: { KEY: "not-for-forks" } },
  );
  expect(identities[0]?.permissions).toStrictEqual({ "pull-requests": "read" });
  expect(lines).toContain("[] []");
});
