import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import { upsertComment } from "../../../../../actions/lib/github/comment.ts";
import {
  isNewer,
  readMarker,
  isOfTarget,
  writeMarker,
} from "../../../../../actions/lib/github/marker.ts";
import type { Marker } from "../../../../../actions/lib/github/marker.ts";
import type { Fault } from "../../../../../rehearsal/base/faults.ts";
import { REPOSITORY, startCloud } from "../../../../support/cloud.ts";
import type { Cloud } from "../../../../support/cloud.ts";

let cloud: Cloud;
let client: GitHubClient;
const waits: number[] = [];
const clock = {
  wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
  now: () => 1_000_000,
};

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());
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

const marker = (change: Partial<Marker> = {}): Marker => ({
  kind: "plan",
  target: { label: "dev", directory: "infra" },
  head: "a".repeat(40),
  runId: 7,
  runAttempt: 1,
  ...change,
});

const write = (text: string, change: Partial<Marker> = {}, more: { create?: boolean } = {}) =>
  upsertComment(client, { issue: 12, marker: marker(change), body: () => text, ...more });

const bodies = () => cloud.github.state.comments.map(({ body }) => body.replace(/^.*\n/, ""));
const own = (text: string, change: Partial<Marker> = {}) =>
  addComment(`${writeMarker(marker(change))}\n${text}`, "github-actions[bot]");

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
    ...{ id: ids, repository: REPOSITORY, issue: 12, author, body },
    ...{ createdAt: at, updatedAt: at },
  });
}

describe("the marker", () => {
  test("comes back from any target, and nothing in it ends the HTML comment (P-E 8)", () => {
    const hostile = marker({ target: { label: '--> <img src=x> "} -->', directory: "a--b" } });
    const text = `${writeMarker(hostile)}\nbody`;
    expect(text.indexOf("-->")).toBe(text.indexOf("\n") - 3);
    // Two hyphens may not stand in an HTML comment: https://spec.commonmark.org/0.30/#html-comment
    expect(text.slice("<!--".length, text.indexOf("-->"))).not.toContain("--");
    expect(readMarker(text)).toStrictEqual(hostile);
  });

  it.each([
    "no marker",
    ` ${writeMarker(marker())}`,
    `> ${writeMarker(marker())}`,
    "<!-- eks-pipeline:plan {broken} -->",
    '<!-- eks-pipeline:plan {"run":1} -->',
  ])("%j has none", (text) => {
    expect(readMarker(text)).toBeUndefined();
  });

  test("targets are equal whatever the order of their members; kinds are not", () => {
    expect(isOfTarget(marker(), marker({ target: { directory: "infra", label: "dev" } }))).toBe(
      true,
    );
    expect(isOfTarget(marker(), marker({ kind: "apply" }))).toBe(false);
  });

  test("a comment of before the first deployment is that of the state which came to be", () => {
    const at = (state?: string) =>
      marker({ target: { label: "dev", directory: "infra", ...(state && { state }) } });
    expect(isOfTarget(at(), at("one"))).toBe(true);
    expect(isOfTarget(at("one"), at("two"))).toBe(false);
    expect(isOfTarget(at("one"), at())).toBe(false);
    expect(isOfTarget(at(), at())).toBe(true);
  });

  test("a later attempt of the same run is newer (P-E 77)", () => {
    expect(isNewer(marker({ runAttempt: 2 }), marker())).toBe(true);
    expect(isNewer(marker({ runId: 6, runAttempt: 9 }), marker())).toBe(false);
    expect(isNewer(marker(), marker())).toBe(false);
  });
});

describe("upsertComment", () => {
  test("creates, then updates the same one", async () => {
    const first = await write("one");
    const second = await write("two", { runId: 8 });
    expect([first.outcome, second.outcome]).toStrictEqual(["created", "updated"]);
    expect(second.url).toBe(first.url);
    expect(bodies()).toStrictEqual(["two"]);
  });

  test("finds its comment on the third page (P-E 76)", async () => {
    for (let count = 0; count < 230; count += 1) addComment(`chat ${count}`, "octocat");
    own("old");
    const { outcome } = await write("new");
    expect([outcome, bodies().at(-1)]).toStrictEqual(["updated", "new"]);
  });

  test("leaves a person's comment with the same marker alone (P-E 75)", async () => {
    addComment(`${writeMarker(marker())}\nquoted`, "octocat");
    const { outcome } = await write("ours");
    expect([outcome, bodies()]).toStrictEqual(["created", ["quoted", "ours"]]);
  });

  test("removes doubles and keeps the oldest (P-E 76)", async () => {
    own("a");
    own("b");
    await write("c");
    expect(bodies()).toStrictEqual(["c"]);
    expect(cloud.github.state.comments.map(({ id }) => id)).toStrictEqual([ids - 1]);
  });

  test("a double that another run has just removed is no error", async () => {
    own("a");
    own("b");
    cloud.github.faults.add({ match: { method: "DELETE" }, respond: { status: 404, body: "{}" } });
    const { outcome } = await write("c");
    expect([outcome, bodies()[0]]).toStrictEqual(["updated", "c"]);
  });

  test("a newer double keeps its word (P-E 77)", async () => {
    own("old");
    own("newest", { runId: 20 });
    const { outcome } = await write("late", { runId: 10 });
    expect([outcome, bodies()]).toStrictEqual(["kept", ["newest"]]);
  });

  test("a newer run that wrote at the same moment keeps its word (P-E 77, H-E 70)", async () => {
    own("old", { runId: 5 });
    const [comment] = cloud.github.state.comments;
    const newer = `${writeMarker(marker({ runId: 9 }))}\nnewer`;
    // What run 9 wrote after this run had looked is replaced by this run, and stays in the history.
    Object.assign(comment ?? {}, { edits: [newer] });
    await write("late", { runId: 7 });
    expect(bodies()).toStrictEqual(["newer"]);
  });

  test("is written where the history cannot be read", async () => {
    own("old");
    cloud.github.faults.add({
      match: { path: /graphql/ },
      respond: { status: 403, body: '{"message":"Resource not accessible by integration"}' },
    });
    expect([(await write("new")).outcome, bodies()]).toStrictEqual(["updated", ["new"]]);
  });

  test.each<[string, Fault]>([
    [
      "of an app whose name nobody tells",
      { match: { path: /graphql/ }, respond: viewer("my-company-bot[bot]"), times: Infinity },
    ],
    [
      "that the list does not show yet",
      { match: { method: "GET", path: /comments/ }, respond: json("[]"), times: Infinity },
    ],
    [
      "whose answer has no fields",
      { match: { method: "POST", path: /comments/ }, respond: json("null") },
    ],
  ])("creates one comment %s", async (_, fault) => {
    cloud.github.faults.add(fault);
    const before = cloud.github.requests.length;
    await write("ours");
    const posts = cloud.github.requests
      .slice(before)
      .filter(({ operation }) => operation === "rest:CreateComment");
    expect(posts).toHaveLength(1);
  });

  test("updates the comment of an app, and passes over what is no comment", async () => {
    addComment(`${writeMarker(marker())}\nold`, "my-company-bot[bot]");
    cloud.github.faults.add({
      match: { path: /graphql/ },
      respond: viewer("my-company-bot[bot]"),
    });
    const { outcome } = await write("new", { runId: 8 });
    expect([outcome, bodies()]).toStrictEqual(["updated", ["new"]]);
  });

  test("creates it again when it was deleted meanwhile (P-E 74)", async () => {
    own("old");
    cloud.github.faults.add({
      match: { method: "PATCH" },
      respond: { status: 404, body: '{"message":"Not Found"}' },
    });
    expect((await write("new")).outcome).toBe("created");
  });

  test("sends a shorter text when GitHub finds it too long (P-E 6, 79)", async () => {
    const sizes: number[] = [];
    cloud.github.faults.add({
      match: { method: "POST", path: /comments/ },
      respond: { status: 422, body: '{"message":"Body is too long"}' },
    });
    await upsertComment(client, {
      issue: 12,
      marker: marker(),
      body: (bytes) => {
        sizes.push(bytes);
        return "text";
      },
    });
    expect(sizes).toHaveLength(2);
    expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) / 3);
    expect(sizes[0]).toBeLessThan(65_000);
  });

  test("creates nothing when only an existing comment is to be written", async () => {
    expect(await write("x", {}, { create: false })).toStrictEqual({
      url: undefined,
      outcome: "absent",
      doubles: [],
    });
    expect(bodies()).toStrictEqual([]);
  });

  test("a 502 after the comment was made leaves one (H-E 69)", async () => {
    cloud.github.faults.add({ match: { method: "POST" }, respond: "drop-after-commit" });
    await write("once");
    expect([bodies(), cloud.github.faults.pending]).toStrictEqual([["once"], 0]);
  });

  test("a 502 before it was made is tried again", async () => {
    const html = { status: 502, body: "<html>bad gateway</html>" };
    cloud.github.faults.add({ match: { method: "POST" }, respond: html, times: 2 });
    await write("once");
    expect(bodies()).toStrictEqual(["once"]);
  });

  test("a listing survives 5xx and limits, and waits as it is told (P-E 78, H-E 68)", async () => {
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

  test("a POST that hits a secondary limit is repeated after a minute, when no comment is there (H-E 68)", async () => {
    const limited = {
      status: 403,
      headers: { "content-type": "application/json" },
      body: '{"message":"You have exceeded a secondary rate limit"}',
    };
    cloud.github.faults.add({ match: { method: "POST" }, respond: limited });
    await write("once");
    expect([bodies(), waits]).toStrictEqual([["once"], [60_000, 1_000]]);
  });

  test("a whole text is sent again after it came too quickly; for another 422 nothing is repeated", async () => {
    const refusal = (message: string) => ({
      status: 422,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message: "Validation Failed", errors: [{ message }] }),
    });
    const sizes: number[] = [];
    const comment = {
      issue: 12,
      marker: marker(),
      body: (bytes: number) => `${sizes.push(bytes)}`,
    };
    cloud.github.faults.add({
      match: { method: "POST" },
      respond: refusal("was submitted too quickly after a previous comment"),
    });
    await upsertComment(client, comment);
    expect(new Set(sizes).size).toBe(1);
    cloud.github.state.comments.splice(0);
    cloud.github.faults.add({ match: { method: "POST" }, respond: refusal("User is blocked") });
    await expect(upsertComment(client, comment)).rejects.toMatchObject({ status: 422 });
    expect(cloud.github.faults.pending).toBe(0);
  });

  test("a page instead of the list is asked for again", async () => {
    const respond = {
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html>x</html>",
    };
    cloud.github.faults.add({ match: { method: "GET" }, respond, times: 2 });
    await write("once");
    expect([bodies(), cloud.github.faults.pending]).toStrictEqual([["once"], 0]);
  });

  test("a server that stays silent is given up, and asked again", async () => {
    const { token } = await cloud.job({ permissions: { "pull-requests": "write" } });
    const context = { apiUrl: cloud.github.apiUrl, repository: REPOSITORY };
    const impatient = createClient(token, context, { clock, requestTimeout: 200 });
    const silent = { status: 200, body: new Readable({ read: () => undefined }) };
    cloud.github.faults.add({ match: { method: "GET" }, respond: silent });
    const { outcome } = await upsertComment(impatient, {
      ...{ issue: 12, marker: marker(), body: () => "once" },
    });
    expect([outcome, cloud.github.faults.pending]).toStrictEqual(["created", 0]);
  });

  test("writes follow each other with a second between them", async () => {
    own("a");
    own("b");
    own("c");
    waits.splice(0);
    const writer = await clientOf({ permissions: { "pull-requests": "write" } });
    await upsertComment(writer, { issue: 12, marker: marker(), body: () => "d" });
    expect(waits).toStrictEqual([1_000, 2_000]);
  });

  test("no permission is an error at once (P-E 79)", async () => {
    const reader = await clientOf({ permissions: { "pull-requests": "read" } });
    const comment = { issue: 12, marker: marker(), body: () => "x" };
    await expect(upsertComment(reader, comment)).rejects.toMatchObject({ status: 403 });
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

  test("the one of the current head counts, also when an older run wrote it", async () => {
    own("of the current head", { head: CURRENT, runId: 5 });
    headIs(CURRENT);
    const late = await write("of a commit before", { head: OLD, runId: 9 });
    expect([late.outcome, bodies()]).toStrictEqual(["kept", ["of the current head"]]);
  });

  test("after a force-push back, the text of that commit takes its place again", async () => {
    own("of what was pushed away", { head: OLD, runId: 9 });
    headIs(CURRENT);
    const again = await write("of the current head", { head: CURRENT, runId: 8, runAttempt: 2 });
    expect([again.outcome, bodies()]).toStrictEqual(["updated", ["of the current head"]]);
  });

  test("runs decide where the head is not known, or is neither", async () => {
    own("newer", { head: OLD, runId: 9 });
    const refuse = { status: 403, body: '{"message":"Resource not accessible by integration"}' };
    cloud.github.faults.add({ match: { path: /\/pulls\/12$/ }, respond: refuse });
    expect((await write("older", { head: CURRENT, runId: 8 })).outcome).toBe("kept");
    headIs("c".repeat(40));
    expect((await write("newest", { head: CURRENT, runId: 10 })).outcome).toBe("updated");
    expect(cloud.github.faults.pending).toBe(0);
  });

  test("a run of a renamed workflow, whose numbers begin anew, is newer by its id", () => {
    expect(isNewer(marker({ runId: 9_000_000_001 }), marker({ runId: 812 }))).toBe(true);
  });
});

test("a write that failed is repeated only after everything is read again", async () => {
  own("old", { runId: 5 });
  const [comment] = cloud.github.state.comments;
  const { token } = await cloud.job({ permissions: { "pull-requests": "write" } });
  const newer = {
    now: () => 1_000_000,
    // While this run waits, run 9 writes.
    wait: () => {
      Object.assign(comment ?? {}, { body: `${writeMarker(marker({ runId: 9 }))}\nnewer` });
      return Promise.resolve();
    },
  };
  const context = { apiUrl: cloud.github.apiUrl, repository: REPOSITORY };
  const slow = createClient(token, context, { clock: newer });
  cloud.github.faults.add({ match: { method: "PATCH" }, respond: { status: 502, body: "{}" } });
  const { outcome } = await upsertComment(slow, {
    ...{ issue: 12, marker: marker({ runId: 7 }), body: () => "late" },
  });
  expect([outcome, bodies()]).toStrictEqual(["kept", ["newer"]]);
  const patches = cloud.github.requests.filter(({ operation }) => operation?.includes("Update"));
  expect(patches.at(-1)?.status).toBe(502);
});

test("a double that GitHub refuses to delete does not block the text", async () => {
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

test("there is one comment although nobody names the account before its first write", async () => {
  own("old", { runId: 5 });
  cloud.github.faults.add({
    match: { path: /graphql/ },
    respond: viewer("another-app"),
    times: Infinity,
  });
  await write("new");
  expect(bodies()).toStrictEqual(["new"]);
});

test("a comment that somebody has hidden is shown again when it becomes current (P-E 74)", async () => {
  own("old", { runId: 5 });
  const [comment] = cloud.github.state.comments;
  Object.assign(comment ?? {}, { hidden: true });
  await write("late", { runId: 4 });
  expect(comment?.hidden).toBe(true);
  await write("new");
  expect([bodies(), comment?.hidden]).toStrictEqual([["new"], false]);
});
