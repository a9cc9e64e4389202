import { describe, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import { limitAfterCancel } from "../../../../../actions/lib/github/time-limit.ts";
import { useServers } from "../../../../support/servers.ts";

const serve = useServers();

describe("a client whose time limit is reached", () => {
  /** Counts the requests of one call until it fails. The time limit is reached during the first request. */
  async function countRequests(status?: number): Promise<number> {
    const controller = new AbortController();
    let count = 0;
    const apiUrl = await serve((_, response) => {
      count += 1;
      controller.abort(new Error("the time is over"));
      if (status !== undefined) response.writeHead(status, { "retry-after": "50" }).end("{}");
    });
    const { octokit, repository } = createClient(
      "token",
      { apiUrl, repository: "o/r" },
      { signal: controller.signal },
    );
    const call = octokit.rest.issues.get({ ...repository, issue_number: 1 });
    await expect(call).rejects.toThrow();
    return count;
  }

  test("does not wait for an answer that hangs, and does not retry", async () => {
    expect(await countRequests()).toBe(1);
  });

  test("does not wait as long as GitHub asks for", async () => {
    expect(await countRequests(429)).toBe(1);
  });

  test("ends the waits of its callers", async () => {
    const { clock } = createClient(
      "token",
      { apiUrl: "http://127.0.0.1:1", repository: "o/r" },
      { signal: AbortSignal.abort() },
    );
    expect(await clock.wait(60_000)).toBeUndefined();
  });
});

test("the time limit after a cancel begins with the cancel, also if the cancel came earlier", async () => {
  const controller = new AbortController();
  const limit = limitAfterCancel(controller.signal, 1);
  expect(limit.aborted).toBe(false);
  const reached = new Promise((resolve) => limit.addEventListener("abort", resolve));
  controller.abort();
  await reached;
  const late = limitAfterCancel(controller.signal, 1);
  await new Promise((resolve) => late.addEventListener("abort", resolve));
  expect([limit.aborted, late.aborted]).toStrictEqual([true, true]);
});

test.each([
  ["a comment, which may exist despite the 502", "POST", 1],
  ["a deletion, which can be repeated safely", "DELETE", 4],
])("how often %s is sent after a 502", async (_, method, times) => {
  let count = 0;
  const apiUrl = await serve((_request, response) => {
    count += 1;
    response.writeHead(502).end("{}");
  });
  const clock = { now: () => 0, wait: () => Promise.resolve() };
  const { octokit } = createClient("token", { apiUrl, repository: "o/r" }, { clock });
  await expect(octokit.request(`${method} /repos/o/r/issues/comments`)).rejects.toThrow();
  expect(count).toBe(times);
});
