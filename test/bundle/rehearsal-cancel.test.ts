// Rehearses a cancel, and a state that cannot be saved, through the command line.
import { expect, jest } from "@jest/globals";
import { rare } from "../support/rare.ts";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of a cancel");

withTerraform("npm run rehearse -- deploy", () => {
  const kept = useFolder();

  rare("H-E 3: the post step waits for requests in flight, and the next run succeeds", async () => {
    const cancelled = await rehearse(["--keep", kept, "--cancel-at", "apply", "--slow", "9s"]);
    expect(cancelled.result?.jobs.at(-1)).toMatchObject({ result: "cancelled" });
    expect(cancelled.text).toContain("the cancelled apply ended normally and saved its state");
    expect(cancelled.text).toContain("the lock of the state is free");
    expect(cancelled.result?.resources.infrastructure.added).toBeGreaterThan(0);
    expectRequests("deploy-cancelled", cancelled.requests);
    const [comment] = cancelled.result?.comments ?? [];
    expect(comment?.body).toMatch(/\*\*Cancelled: applied \d+ of 45 operations\.\*\*/);
    const next = await rehearse(["--keep", kept]);
    expect([next.exitCode, next.result?.ok]).toStrictEqual([0, true]);
    expect(next.result?.resources.infrastructure.changed).toBe(0);
    const last = await rehearse(["--keep", kept]);
    expect(last.text).toMatch(/infrastructure +45 resources, no changes/);
  });

  rare("H-E 10: the post step pushes a state that could not be saved", async () => {
    const { exitCode, text, result, requests } = await rehearse(["deploy", "--fail", "state-put"]);
    expect(exitCode).toBe(1);
    expect(text).toContain("error: plan-and-comment: state-not-saved: ");
    expect(text).toContain("the state that the apply could not save was pushed now");
    expect(result?.resources.infrastructure.added).toBeGreaterThan(40);
    expectRequests("deploy-fail-state-put", requests);
  });
});
