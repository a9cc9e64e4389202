import { afterAll, expect, test } from "@jest/globals";
import { removeFolders, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

test("a cancellation at the moment when a step starts reaches the step", async () => {
  const cancel = new AbortController();
  const { job, lines } = await run(
    `
on: push
jobs:
  a:
    runs-on: x
    steps:
      - { name: first, run: "exec sleep 60" }
      - { name: always, if: "always()", run: "echo still done" }
`,
    {
      signal: cancel.signal,
      observe: (event) => {
        if (event.type === "step-started") cancel.abort();
      },
    },
  );
  expect(job("a").result).toBe("cancelled");
  expect(job("a").steps.map(({ name, conclusion }) => [name, conclusion])).toStrictEqual([
    ["first", "cancelled"],
    ["always", "success"],
  ]);
  expect(lines).toContain("still done");
});
