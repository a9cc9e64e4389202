import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import { composeComment } from "../../../../../actions/lib/plan-comment/compose.ts";
import { readComment } from "../../../../../actions/lib/plan-comment/find.ts";
import { isOfWorkspace } from "../../../../../actions/lib/plan-comment/part.ts";
import type { Part } from "../../../../../actions/lib/plan-comment/part.ts";
import { writeComment } from "../../../../../actions/lib/plan-comment/write.ts";
import type { Written } from "../../../../../actions/lib/plan-comment/write.ts";
import type { Fault } from "../../../../../rehearsal/base/faults.ts";
import { REPOSITORY } from "../../../../support/cloud.ts";
import { partOf } from "../../../../support/plan-comment.ts";
import { cloud, useCloud } from "../../../../support/use-cloud.ts";

let client: GitHubClient;
const waits: number[] = [];
const clock = {
  wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
  now: () => 1_000_000,
};

useCloud();
beforeEach(async () => {
  client = await clientOf({ permissions: { "pull-requests": "write", contents: "read" } });
  cloud.github.faults.clear();
  cloud.github.state.comments.splice(0);
  waits.splice(0);
});

async function clientOf(change: { permissions: Record<string, string> }): Promise<GitHubClient> {
  const { token } = await cloud.job(change);
  return createClient(token, { apiUrl: cloud.github.apiUrl, repository: REPOSITORY }, { clock });
}

const TARGET = { workflow: "plan", label: "dev" };

const writeWith = (
  writer: GitHubClient,
  text: string,
  change: Partial<Part> = {},
  { create = true, target = TARGET } = {},
): Promise<Written> => {
  const part = partOf(text, { at: 2, ...change });
  return writeComment(writer, {
    issue: 12,
    label: target.label,
    bring: (present) =>
      create || present.some(({ parts }) => parts.some((one) => isOfWorkspace(one, part)))
        ? { target, part }
        : undefined,
  });
};
const write = (text: string, change: Partial<Part> = {}, more = {}) =>
  writeWith(client, text, change, more);

const textOf = (body: string): string =>
  readComment(body)
    ?.parts.map(({ blocks }) => blocks.map(({ text }) => text).join())
    .join(" + ") ?? body;
const bodies = () => cloud.github.state.comments.map(({ body }) => textOf(body));
const commentOf = (text: string, change: Partial<Part> = {}, target = TARGET) =>
  composeComment(target, [partOf(text, change)], 65_000);
const own = (text: string, change: Partial<Part> = {}) =>
  addComment(commentOf(text, change), "github-actions[bot]");

const json = (body: string) => ({
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8" },
  body,
});
const viewer = (login: string) => json(JSON.stringify({ data: { viewer: { login } } }));

let ids = 5000;
function addComment(body: string, author: string): void {
  ids += 1;
  const at = "2026-11-21T00:00:00Z";
  cloud.github.state.comments.push({
    id: ids,
    repository: REPOSITORY,
    issue: 12,
    author,
    body,
    createdAt: at,
    updatedAt: at,
  });
}

describe("writeComment", () => {
  test("creates a comment, then updates it", async () => {
    const first = await write("one");
    const second = await write("two", { runId: 8 });
    expect([first.outcome, second.outcome]).toStrictEqual(["created", "updated"]);
    expect(second.url).toBe(first.url);
    expect(bodies()).toStrictEqual(["two"]);
  });

  test("writes a text once, also if a block ends with a space", async () => {
    const before = cloud.github.requests.length;
    await write("- `check.a` — a message that ends with a line break ");
    await write("- `check.a` — another one ", { runId: 8 });
    const writes = cloud.github.requests
      .slice(before)
      .filter(({ path, method }) => /comments/.test(path) && method !== "GET")
      .map(({ method }) => method);
    expect(writes).toStrictEqual(["POST", "PATCH"]);
  });

  test("finds its comment on the third page (P-E 76)", async () => {
    for (let count = 0; count < 230; count += 1) addComment(`chat ${count}`, "octocat");
    own("old");
    const { outcome } = await write("new");
    expect([outcome, bodies().at(-1)]).toStrictEqual(["updated", "new"]);
  });

  test("leaves a person's comment with the same marker alone (P-E 75)", async () => {
    addComment(commentOf("quoted"), "octocat");
    const { outcome } = await write("ours");
    expect([outcome, bodies()]).toStrictEqual(["created", ["quoted", "ours"]]);
  });

  test("removes duplicates and keeps the oldest (P-E 76)", async () => {
    own("a");
    own("b");
    await write("c");
    expect(bodies()).toStrictEqual(["c"]);
    expect(cloud.github.state.comments.map(({ id }) => id)).toStrictEqual([ids - 1]);
  });

  test("a duplicate that another run has just removed is not an error", async () => {
    own("a");
    own("b");
    cloud.github.faults.add({ match: { method: "DELETE" }, respond: { status: 404, body: "{}" } });
    const { outcome, doubles } = await write("c");
    expect([outcome, bodies()[0], doubles]).toStrictEqual(["updated", "c", []]);
  });

  test("a newer duplicate keeps its text (P-E 77)", async () => {
    own("old");
    own("newest", { runId: 20 });
    const { outcome } = await write("late", { runId: 10 });
    expect([outcome, bodies()]).toStrictEqual(["kept", ["newest"]]);
  });

  test("a newer run that wrote at the same moment keeps its text (P-E 77, H-E 70)", async () => {
    own("old", { runId: 5 });
    const [comment] = cloud.github.state.comments;
    const newer = commentOf("newer", { runId: 9 });
    // Run 9 wrote after this run had read. This run replaces its text, which stays in the history.
    Object.assign(comment ?? {}, { edits: [newer] });
    await write("late", { runId: 7 });
    expect(bodies()).toStrictEqual(["newer"]);
  });

  test("writes although the history cannot be read", async () => {
    own("old");
    cloud.github.faults.add({
      match: { path: /graphql/ },
      respond: { status: 403, body: '{"message":"Resource not accessible by integration"}' },
    });
    expect([(await write("new")).outcome, bodies()]).toStrictEqual(["updated", ["new"]]);
  });

  test.each<[string, Fault]>([
    [
      "of an app whose name GitHub does not report",
      { match: { path: /graphql/ }, respond: viewer("my-company-bot[bot]"), times: Infinity },
    ],
    [
      "that the list does not contain yet",
      { match: { method: "GET", path: /comments/ }, respond: json("[]"), times: Infinity },
    ],
    [
      "whose answer has no fields",
      { match: { method: "POST", path: /comments/ }, respond: json("null") },
    ],
  ])("creates only one comment %s", async (_, fault) => {
    cloud.github.faults.add(fault);
    const before = cloud.github.requests.length;
    await write("ours");
    const posts = cloud.github.requests
      .slice(before)
      .filter(({ operation }) => operation === "rest:CreateComment");
    expect(posts).toHaveLength(1);
  });

  test("creates no comment if GitHub answers with an object instead of the list", async () => {
    own("old");
    cloud.github.faults.add({
      match: { method: "GET", path: /comments/ },
      respond: json('{"message": "something else"}'),
      times: Infinity,
    });
    await expect(write("new")).rejects.toThrow("not a list of comments");
    expect(bodies()).toStrictEqual(["old"]);
  });

  test("updates the comment of an app", async () => {
    addComment(commentOf("old"), "my-company-bot[bot]");
    cloud.github.faults.add({
      match: { path: /graphql/ },
      respond: viewer("my-company-bot[bot]"),
    });
    const { outcome } = await write("new", { runId: 8 });
    expect([outcome, bodies()]).toStrictEqual(["updated", ["new"]]);
  });

  test("creates the comment again if it was deleted in the meantime (P-E 74)", async () => {
    const user = { login: "github-actions[bot]" };
    const gone = { id: 4999, node_id: "IC_4999", html_url: "x", body: commentOf("old"), user };
    cloud.github.faults.add({
      match: { method: "GET", path: /comments/ },
      respond: json(JSON.stringify([gone])),
    });
    expect([(await write("new")).outcome, bodies()]).toStrictEqual(["created", ["new"]]);
  });

  test("sends a shorter text if GitHub refuses the text as too long (P-E 6, 79)", async () => {
    cloud.github.faults.add({
      match: { method: "POST", path: /\/comments/ },
      respond: { status: 422, body: '{"message":"Body is too long"}' },
    });
    await write("line\n".repeat(10_000));
    const [{ body } = { body: "" }] = cloud.github.state.comments;
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_000 / 4);
    expect(body).toContain("line\nline");
  });

  test("creates nothing if only an existing comment may be updated", async () => {
    expect(await write("x", {}, { create: false })).toStrictEqual({
      url: undefined,
      outcome: "absent",
      doubles: [],
    });
    expect(bodies()).toStrictEqual([]);
  });

  test("a 502 after the comment was created leaves one comment (H-E 69)", async () => {
    cloud.github.faults.add({ match: { method: "POST" }, respond: "drop-after-commit" });
    await write("once");
    expect([bodies(), cloud.github.faults.pending]).toStrictEqual([["once"], 0]);
  });

  test("the request is retried after a 502 before the comment was created", async () => {
    const html = { status: 502, body: "<html>bad gateway</html>" };
    cloud.github.faults.add({ match: { method: "POST" }, respond: html, times: 2 });
    await write("once");
    expect(bodies()).toStrictEqual(["once"]);
  });

  test("the list of comments survives 5xx and limits, and waits as GitHub asks (P-E 78, H-E 68)", async () => {
    const limited = {
      status: 403,
      headers: { "retry-after": "7", "content-type": "application/json" },
      body: '{"message":"You have exceeded a secondary rate limit"}',
    };
    cloud.github.faults.add({ match: { method: "GET" }, respond: { status: 503 } });
    cloud.github.faults.add({ match: { method: "GET" }, respond: limited });
    await write("once");
    expect(waits).toStrictEqual([500, 7000]);
  });

  test("a POST that reaches a secondary limit is repeated after a minute if there is no comment (H-E 68)", async () => {
    const limited = {
      status: 403,
      headers: { "content-type": "application/json" },
      body: '{"message":"You have exceeded a secondary rate limit"}',
    };
    cloud.github.faults.add({ match: { method: "POST" }, respond: limited });
    await write("once");
    expect([bodies(), waits]).toStrictEqual([["once"], [60_000, 1_000]]);
  });

  test("the complete text is sent again if it came too quickly; after another 422 nothing is sent again", async () => {
    const refusal = (message: string) => ({
      status: 422,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message: "Validation Failed", errors: [{ message }] }),
    });
    const long = "line\n".repeat(10_000).trim();
    cloud.github.faults.add({
      match: { method: "POST" },
      respond: refusal("was submitted too quickly after a previous comment"),
    });
    await write(long);
    expect(bodies()).toStrictEqual([long]);
    cloud.github.state.comments.splice(0);
    cloud.github.faults.add({ match: { method: "POST" }, respond: refusal("User is blocked") });
    await expect(write(long)).rejects.toMatchObject({ status: 422 });
    expect(cloud.github.faults.pending).toBe(0);
  });

  test("the list is requested again after a web page", async () => {
    const respond = {
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html>x</html>",
    };
    cloud.github.faults.add({ match: { method: "GET" }, respond, times: 2 });
    await write("once");
    expect([bodies(), cloud.github.faults.pending]).toStrictEqual([["once"], 0]);
  });

  test("a request without an answer is ended and repeated", async () => {
    const { token } = await cloud.job({ permissions: { "pull-requests": "write" } });
    const context = { apiUrl: cloud.github.apiUrl, repository: REPOSITORY };
    const impatient = createClient(token, context, { clock, requestTimeout: 200 });
    const silent = { status: 200, body: new Readable({ read: () => undefined }) };
    cloud.github.faults.add({ match: { method: "GET" }, respond: silent });
    const { outcome } = await writeWith(impatient, "once");
    expect([outcome, cloud.github.faults.pending]).toStrictEqual(["created", 0]);
  });

  test("there is a second between two writes", async () => {
    own("a");
    own("b");
    own("c");
    waits.splice(0);
    const writer = await clientOf({ permissions: { "pull-requests": "write" } });
    await writeWith(writer, "d", { runId: 8 });
    expect(waits).toStrictEqual([1_000, 2_000]);
  });

  test("a missing permission is an error without retries (P-E 79)", async () => {
    const reader = await clientOf({ permissions: { "pull-requests": "read" } });
    await expect(writeWith(reader, "x")).rejects.toMatchObject({ status: 403 });
    expect(waits).toStrictEqual([]);
  });
});

describe("texts of different commits", () => {
  const [CURRENT, OLD] = ["a".repeat(40), "b".repeat(40)];
  const headIs = (sha: string) =>
    cloud.github.faults.add({
      match: { method: "GET", path: /\/pulls\/12$/ },
      respond: json(JSON.stringify({ number: 12, head: { sha } })),
    });

  test("the text of the current head counts, also if an older run wrote it", async () => {
    own("of the current head", { head: CURRENT, runId: 5 });
    headIs(CURRENT);
    const late = await write("of a commit before", { head: OLD, runId: 9 });
    expect([late.outcome, bodies()]).toStrictEqual(["kept", ["of the current head"]]);
  });

  test("after a force-push back to a commit, the text of that commit returns", async () => {
    own("of what was pushed away", { head: OLD, runId: 9 });
    headIs(CURRENT);
    const again = await write("of the current head", { head: CURRENT, runId: 8, runAttempt: 2 });
    expect([again.outcome, bodies()]).toStrictEqual(["updated", ["of the current head"]]);
  });

  test("the newer run counts if the head is unknown, or is neither commit", async () => {
    own("newer", { head: OLD, runId: 9 });
    const refuse = { status: 403, body: '{"message":"Resource not accessible by integration"}' };
    cloud.github.faults.add({ match: { path: /\/pulls\/12$/ }, respond: refuse });
    expect((await write("older", { head: CURRENT, runId: 8 })).outcome).toBe("kept");
    headIs("c".repeat(40));
    expect((await write("newest", { head: CURRENT, runId: 10 })).outcome).toBe("updated");
    expect(cloud.github.faults.pending).toBe(0);
  });
});

test("a failed write is repeated only after everything is read again", async () => {
  own("old", { runId: 5 });
  const [comment] = cloud.github.state.comments;
  const { token } = await cloud.job({ permissions: { "pull-requests": "write" } });
  const newer = {
    now: () => 1_000_000,
    // While this run waits, run 9 writes.
    wait: () => {
      Object.assign(comment ?? {}, { body: commentOf("newer", { runId: 9 }) });
      return Promise.resolve();
    },
  };
  const context = { apiUrl: cloud.github.apiUrl, repository: REPOSITORY };
  const slow = createClient(token, context, { clock: newer });
  cloud.github.faults.add({ match: { method: "PATCH" }, respond: { status: 502, body: "{}" } });
  const { outcome } = await writeWith(slow, "late", { runId: 7 });
  expect([outcome, bodies()]).toStrictEqual(["kept", ["newer"]]);
  const patches = cloud.github.requests.filter(({ operation }) => operation?.includes("Update"));
  expect(patches.at(-1)?.status).toBe(502);
});

test("a duplicate that GitHub refuses to delete does not block the text", async () => {
  own("a");
  own("b");
  cloud.github.faults.add({
    match: { method: "DELETE" },
    respond: { status: 403, body: '{"message":"Resource not accessible by integration"}' },
  });
  const { outcome, doubles } = await write("c");
  expect([outcome, bodies()[0]]).toStrictEqual(["updated", "c"]);
  expect(doubles).toStrictEqual([expect.stringContaining("#issuecomment-")]);
});

test("there is one comment, although GitHub does not name the account before its first write", async () => {
  own("old", { runId: 5 });
  cloud.github.faults.add({
    match: { path: /graphql/ },
    respond: viewer("another-app"),
    times: Infinity,
  });
  await write("new");
  expect(bodies()).toStrictEqual(["new"]);
});

test("a comment that somebody has hidden is shown again if it becomes current (P-E 74)", async () => {
  own("old", { runId: 5 });
  const [comment] = cloud.github.state.comments;
  Object.assign(comment ?? {}, { hidden: true });
  await write("late", { runId: 4 });
  expect(comment?.hidden).toBe(true);
  await write("new");
  expect([bodies(), comment?.hidden]).toStrictEqual([["new"], false]);
});

describe("parts of several workspaces", () => {
  const of = (directory: string, change: Partial<Part> = {}) => ({ directory, ...change });
  /** Adds a duplicate, as a job leaves it if two jobs create the comment at the same moment. */
  const addDouble = (text: string, directory: string) =>
    addComment(
      composeComment(TARGET, [partOf(text, of(directory, { runId: 5 }))], 65_000),
      "github-actions[bot]",
    );

  test("share one comment, each with its own run", async () => {
    await write("a", of("infra"));
    await write("b", of("kube", { runId: 9 }));
    await write("a again", of("infra", { runId: 8 }));
    expect(bodies()).toStrictEqual(["a again + b"]);
    const [{ body } = { body: "" }] = cloud.github.state.comments;
    expect(readComment(body)?.parts.map(({ runId }) => runId)).toStrictEqual([8, 9]);
  });

  test("another environment or another workflow has a comment of its own (P-E 77)", async () => {
    await write("a", of("infra"));
    await write("b", of("infra"), { target: { workflow: "plan", label: "prod" } });
    await write("c", of("infra"), { target: { workflow: "by hand", label: "dev" } });
    expect(bodies()).toStrictEqual(["a", "b", "c"]);
  });

  test("a part that another job wrote at the same moment is not lost (H-E 70)", async () => {
    await write("a", of("infra"));
    const [comment] = cloud.github.state.comments;
    // The job of the other workspace wrote this after the job under test had read.
    const late = composeComment(
      TARGET,
      [partOf("a", of("infra")), partOf("b", of("kube"))],
      65_000,
    );
    Object.assign(comment ?? {}, { edits: [late] });
    await write("a again", of("infra", { runId: 8 }));
    expect(bodies()).toStrictEqual(["a again + b"]);
  });

  test("a part that was overwritten is written again, although the history cannot be read", async () => {
    own("old", of("infra", { runId: 5 }));
    const [comment] = cloud.github.state.comments;
    cloud.github.faults.add({
      match: { path: /graphql/ },
      respond: { status: 403, body: '{"message":"Resource not accessible by integration"}' },
      times: Infinity,
    });
    let isWritten = false;
    const clock = {
      now: () => 1_000_000,
      wait: () => {
        // Meanwhile, the job of the other workspace overwrites the comment with the text that it had read earlier.
        if (!isWritten)
          Object.assign(comment ?? {}, {
            body: composeComment(
              TARGET,
              [partOf("old", of("infra", { runId: 5 })), partOf("b", of("kube"))],
              65_000,
            ),
          });
        isWritten = true;
        return Promise.resolve();
      },
    };
    const { token } = await cloud.job({ permissions: { "pull-requests": "write" } });
    const context = { apiUrl: cloud.github.apiUrl, repository: REPOSITORY };
    await writeWith(createClient(token, context, { clock }), "a", of("infra", { runId: 8 }));
    expect(bodies()).toStrictEqual(["a + b"]);
  });

  test("text that somebody removed from the comment returns, and text that they added is removed (P-E 74)", async () => {
    await write("a", of("infra"));
    await write("b", of("kube"));
    const [comment] = cloud.github.state.comments;
    const edited = (comment?.body ?? "")
      .replace(
        /<!-- eks-pipeline:part \{"command":"plan","directory":"kube".*\n/,
        "I know better\n",
      )
      .replaceAll("\n", "\r\n");
    Object.assign(comment ?? {}, { body: edited, edits: [edited, ...(comment?.edits ?? [])] });
    await write("a again", of("infra", { runId: 8 }));
    expect(bodies()).toStrictEqual(["a again + b"]);
    expect(comment?.body).not.toContain("I know better");
  });

  test("duplicates become parts of the first comment, and are then removed", async () => {
    addDouble("x", "infra");
    addDouble("y", "kube");
    addComment("a person's", "octocat");
    const { outcome } = await write("new", of("infra", { runId: 8 }));
    expect(outcome).toBe("updated");
    expect(bodies()).toStrictEqual(["new + y", "a person's"]);
  });

  test("a duplicate that GitHub refuses to delete is named, and the common comment has its part", async () => {
    addDouble("x", "kube");
    await write("new", of("infra", { runId: 8 }));
    addDouble("y", "apps");
    cloud.github.faults.add({
      match: { method: "DELETE" },
      respond: { status: 403, body: '{"message":"Resource not accessible by integration"}' },
    });
    const { doubles } = await write("newer", of("infra", { runId: 9 }));
    expect(doubles).toStrictEqual([expect.stringContaining("#issuecomment-")]);
    const [{ body } = { body: "" }] = cloud.github.state.comments;
    expect(
      readComment(body)
        ?.parts.map(({ directory }) => directory)
        .sort(),
    ).toStrictEqual(["apps", "infra", "kube"]);
    await write("newest", of("infra", { runId: 10 }));
    expect(cloud.github.state.comments).toHaveLength(1);
  });

  test("two comments that jobs created at the same moment become one with the parts of both (P-E 76)", async () => {
    own("a", of("infra"));
    own("b", of("kube"));
    await write("a again", of("infra", { runId: 8 }));
    expect(bodies()).toStrictEqual(["a again + b"]);
  });

  test("a part that a duplicate got after it was read is not deleted with it", async () => {
    own("a", of("infra"));
    own("b", of("kube"));
    const [, double] = cloud.github.state.comments;
    Object.assign(double ?? {}, {
      edits: [commentOf("b of a later run", of("kube", { runId: 9 }))],
    });
    await write("a again", of("infra", { runId: 8 }));
    expect(bodies()).toStrictEqual(["a again + b of a later run"]);
  });

  test("ten large parts fit, and the next write of each job changes only its own part (P-E 6)", async () => {
    const text = (at: number) => `#### ${at}\n\n${"line of a plan\n".repeat(2_000)}end`;
    for (let at = 0; at < 10; at += 1) await write(text(at), of(`w${at}`));
    const [{ body } = { body: "" }] = cloud.github.state.comments;
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_000);
    expect(readComment(body)?.parts).toHaveLength(10);
    for (let at = 0; at < 10; at += 1) expect(body).toContain(`#### ${at}\n\nline of a plan`);
    await write("short", of("w3", { runId: 8 }));
    expect(cloud.github.state.comments[0]?.body).toContain("#### 4\n\nline of a plan");
    expect(bodies()[0]?.match(/line of a plan/g)?.length).toBeGreaterThan(3_000);
  });
});
