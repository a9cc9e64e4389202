import { describe, expect, it } from "@jest/globals";
import { readContext } from "../../../../../actions/lib/github/context.ts";
import { parseEvent } from "../../../../../actions/lib/github/event.ts";
import type { EventPayload } from "../../../../../actions/lib/github/event.ts";
import { codeOrigin } from "../../../../../actions/lib/github/trust.ts";
import type { CodeOrigin } from "../../../../../actions/lib/github/trust.ts";

const OWN = { id: 42, full_name: "example-org/fleet" };
const OLD_NAME = { id: 42, full_name: "example-org/armada" };
const FORK = { id: 43, full_name: "somebody/fleet" };
/** A repository of somebody who took the name that this repository once had. */
const NAMESAKE = { id: 44, full_name: "example-org/fleet" };

const pull = (head: unknown, base: unknown = OWN) =>
  ({
    repository: OWN,
    pull_request: { number: 9, head: { repo: head }, base: { repo: base } },
  }) as EventPayload;

function originOf(eventName: string, payload: EventPayload | undefined, ref = "refs/heads/main") {
  const variables = {
    GITHUB_EVENT_NAME: eventName,
    GITHUB_REPOSITORY: OWN.full_name,
    GITHUB_REPOSITORY_ID: "42",
    GITHUB_REF: ref,
  };
  return codeOrigin(readContext(variables, payload), payload);
}

describe("whose code a run uses", () => {
  it.each<[string, string, EventPayload | undefined, CodeOrigin]>([
    ["a pull request of a branch", "pull_request", pull(OWN), "own"],
    ["a pull request of a fork", "pull_request", pull(FORK), "fork"],
    ["a pull request of a fork, with secrets", "pull_request_target", pull(FORK), "fork"],
    ["a reviewed pull request of a fork", "pull_request_review", pull(FORK), "fork"],
    ["a pull request of a deleted fork", "pull_request", pull(null), "fork"],
    [
      "a pull request from before the repository was renamed",
      "pull_request",
      pull(OLD_NAME, OLD_NAME),
      "own",
    ],
    ["a pull request from a repository with our old name", "pull_request", pull(NAMESAKE), "fork"],
    [
      "a pull request without repository IDs",
      "pull_request",
      pull({ full_name: "Example-Org/Fleet" }),
      "own",
    ],
    ["no event file", "pull_request", undefined, "unknown"],
    ["no event file", "pull_request_target", undefined, "unknown"],
    ["an empty event file", "pull_request", {}, "unknown"],
    [
      "a comment on a pull request",
      "issue_comment",
      { issue: { number: 9, pull_request: {} } },
      "unknown",
    ],
    ["a comment on an issue", "issue_comment", { issue: { number: 9 } }, "own"],
    ["no event file", "issue_comment", undefined, "unknown"],
    [
      "a run after one of our own",
      "workflow_run",
      { workflow_run: { head_repository: OWN } },
      "own",
    ],
    [
      "a run after one of a fork",
      "workflow_run",
      { workflow_run: { head_repository: FORK } },
      "fork",
    ],
    [
      "a run after one of a deleted fork",
      "workflow_run",
      { workflow_run: { head_repository: null } },
      "fork",
    ],
    ["no event file", "workflow_run", undefined, "unknown"],
    ["an empty event file", "workflow_run", {}, "unknown"],
    ["no event file and no event name", "", undefined, "unknown"],
    ["no event name", "", {}, "unknown"],
    ["a push to main", "push", {}, "own"],
    ["a push to main without an event file", "push", undefined, "own"],
    ["a run started by hand", "workflow_dispatch", {}, "own"],
  ])("%s, event %s (P-E 66)", (_, eventName, payload, expected) => {
    expect(originOf(eventName, payload)).toBe(expected);
  });

  it("is unknown for any event on the ref of a pull request if there is no payload", () => {
    expect(originOf("some_new_event", undefined, "refs/pull/9/merge")).toBe("unknown");
  });
});

describe("an event file that GitHub did not write in this form", () => {
  it.each(["null", "[]", "[{}]", '"text"', "7", "", "{"])(
    "is ignored if it contains %s",
    (text) => {
      expect(parseEvent(text)).toBeUndefined();
      expect(originOf("pull_request_target", parseEvent(text))).toBe("unknown");
    },
  );

  it.each<[string, string]>([
    ["pull_request", '{"pull_request":null}'],
    ["pull_request_target", '{"pull_request":"text","repository":[]}'],
    ["issue_comment", '{"issue":null}'],
    ["issue_comment", '{"issue":[]}'],
    ["workflow_run", '{"workflow_run":null}'],
  ])("gives no origin for %s with %s", (eventName, text) => {
    expect(originOf(eventName, parseEvent(text))).toBe("unknown");
  });

  it("keeps its content if GitHub wrote it", () => {
    const written = { ...pull(FORK), before: "0".repeat(40), issue: { number: 9 } };
    expect(parseEvent(JSON.stringify(written))).toStrictEqual(written);
  });
});

describe("the pull request of a run", () => {
  const numberOf = (payload: EventPayload | undefined, ref = "refs/heads/main") =>
    readContext({ GITHUB_REF: ref }, payload).pullRequest;

  it("is the one of the payload, or else of the ref", () => {
    expect(numberOf(pull(OWN), "refs/pull/8/merge")).toBe(9);
    expect(numberOf(undefined, "refs/pull/8/merge")).toBe(8);
    expect(numberOf({ issue: { number: 5, pull_request: {} } })).toBe(5);
    expect(numberOf({ issue: { number: 5 } })).toBeUndefined();
  });
});
