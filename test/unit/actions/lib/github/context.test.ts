import { expect, test } from "@jest/globals";
import { readContext } from "../../../../../actions/lib/github/context.ts";

test.each([
  ["a push", 1_796_000_000, 1_796_000_000_000],
  ["another event", "2026-11-29T09:00:00Z", undefined],
  ["an empty repository", null, undefined],
  ["a server that does not send it", undefined, undefined],
])("reads the time of a push from %s", (_, pushedAt, expected) => {
  const payload = { repository: pushedAt === undefined ? {} : { pushed_at: pushedAt } };
  expect(readContext({}, payload).pushedAt).toBe(expected);
});
