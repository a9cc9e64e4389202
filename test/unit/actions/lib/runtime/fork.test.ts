import { describe, expect, test } from "@jest/globals";
import { readContext } from "../../../../../actions/lib/github/context.ts";
import type { EventPayload } from "../../../../../actions/lib/github/event.ts";
import { findOrigin, reportUntrusted } from "../../../../../actions/lib/runtime/fork.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

const FORK = { workflow_run: { head_repository: { id: 7, full_name: "somebody/fleet" } } };

/** Returns the warnings and the summary of an action for an event. */
async function report(eventName: string, payload: EventPayload | undefined) {
  const warnings: string[] = [];
  const sections: string[] = [];
  const job = {
    context: readContext(
      { GITHUB_EVENT_NAME: eventName, GITHUB_REPOSITORY: "example-org/fleet" },
      payload,
    ),
    log: { warning: (text: string) => void warnings.push(text), notice: () => undefined },
    summarize: (text: string) => void sections.push(text),
    cancelled: new AbortController().signal,
  } as unknown as Job;
  const { origin } = await findOrigin(job, payload);
  if (origin !== "own") reportUntrusted("kube-deploy", origin, job);
  return { origin, warnings, summary: sections.join("") };
}

describe("a run without credentials", () => {
  test("names a fork if its code comes from one", async () => {
    const { warnings, summary } = await report("workflow_run", FORK);
    expect(warnings).toStrictEqual([]);
    expect(summary).toMatch(/This workflow_run run works on code that comes from a fork/);
  });

  test.each([
    ["workflow_run", "of this workflow_run run cannot be read", "whether this workflow_run run"],
    ["pull_request_target", "of this pull_request_target run", "this pull_request_target run"],
    ["", "the event file of this run cannot be read", "whether this run works"],
  ])("does not name a fork if there is no event file for %j", async (eventName, warning, text) => {
    const { origin, warnings, summary } = await report(eventName, undefined);
    expect(origin).toBe("unknown");
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain(warning);
    expect(summary).toContain(text);
    expect(summary).not.toContain("comes from a fork");
  });
});
