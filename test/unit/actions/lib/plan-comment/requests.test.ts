import { expect, test } from "@jest/globals";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import {
  CommentGone,
  createComment,
  readHead,
  removeComments,
  updateComment,
} from "../../../../../actions/lib/plan-comment/requests.ts";

const refusal = (status: number) => Object.assign(new Error(`answer ${status}`), { status });

/** Creates a client. The request with this name returns or throws what `answer` returns or throws. */
const clientOf = (name: string, answer: (request: { comment_id?: number }) => unknown) =>
  ({
    repository: { owner: "o", repo: "r" },
    octokit: {
      rest: {
        issues: { [name]: (request: object) => Promise.resolve().then(() => answer(request)) },
        pulls: { [name]: (request: object) => Promise.resolve().then(() => answer(request)) },
      },
    },
  }) as unknown as GitHubClient;

const refusing = (name: string, status: number) =>
  clientOf(name, () => {
    throw refusal(status);
  });

test("a deleted comment is distinguished from every other refusal (P-E 74)", async () => {
  const update = (status: number) =>
    updateComment(refusing("updateComment", status), { id: 1 }, "text");
  await expect(update(404)).rejects.toThrow(CommentGone);
  await expect(update(403)).rejects.toThrow("answer 403");
});

test("a comment counts as created, whatever the answer contains", async () => {
  const user = { login: "x[bot]" };
  const whole = clientOf("createComment", () => ({ data: { html_url: "https://x/1", user } }));
  expect(await createComment(whole, 12, "text")).toStrictEqual({
    url: "https://x/1",
    login: "x[bot]",
  });
  const empty = clientOf("createComment", () => ({ data: null }));
  expect(await createComment(empty, 12, "text")).toStrictEqual({
    url: undefined,
    login: undefined,
  });
});

test("names the comments that GitHub does not remove; a deleted one counts as removed", async () => {
  const client = clientOf("deleteComment", ({ comment_id: id }) => {
    if (id !== 1) throw refusal(id === 2 ? 404 : 403);
  });
  const comments = [1, 2, 3].map((id) => ({ id, url: `https://x/${id}` }));
  expect(await removeComments(client, comments)).toStrictEqual(["https://x/3"]);
});

test("the head of a pull request is unknown if GitHub refuses the request", async () => {
  const told = clientOf("get", () => ({ data: { head: { sha: "abc" } } }));
  expect(await readHead(told, 12)).toBe("abc");
  expect(await readHead(refusing("get", 403), 12)).toBeUndefined();
});
