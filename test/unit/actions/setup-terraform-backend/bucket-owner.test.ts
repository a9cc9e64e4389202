import { expect, test } from "@jest/globals";
import type { AwsSession } from "../../../../actions/lib/aws/session.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import { parseHcl } from "../../../../actions/lib/terraform/hcl.ts";
import { ownerSession } from "../../../../actions/setup-terraform-backend/src/bucket-owner.ts";

const session = { accountId: "111122223333", client: {} } as AwsSession;

/** @param block body of the backend block */
async function find(block: string, backendMode: "ensure" | "check" | "off" = "ensure") {
  const warnings: string[] = [];
  const job = {
    cancelled: new AbortController().signal,
    log: { warning: (text: string) => warnings.push(text) },
  } as unknown as Job;
  const inputs = { backendMode, bucket: "states", backendConfig: [] };
  const backend = { type: "s3", file: "main.tf", body: parseHcl(block) };
  const found = await ownerSession(inputs, backend, undefined, session, job);
  return { isOfJob: found === session, warnings };
}

test("uses the session of the action if the backend has no credentials of its own", async () => {
  expect(await find('key = "k"')).toStrictEqual({ isOfJob: true, warnings: [] });
});

test.each(["ensure", "check"] as const)(
  "warns with the account about credentials that only the tool knows, with backend-mode: %s",
  async (mode) => {
    const { isOfJob, warnings } = await find('access_key = "AK"', mode);
    expect(isOfJob).toBe(true);
    expect(warnings).toStrictEqual([
      expect.stringMatching(
        /credentials of this job for the bucket states, in account 111122223333.*backend-mode: off/,
      ),
    ]);
  },
);

test("needs no other identity for a bucket that the action does not manage", async () => {
  const own = { isOfJob: true, warnings: [] };
  expect(await find('profile = "ci"', "off")).toStrictEqual(own);
  expect(await find('access_key = "AK"', "off")).toStrictEqual(own);
});

test("sends no request after a cancel", async () => {
  const aborted = new Error("cancelled");
  const job = { cancelled: AbortSignal.abort(aborted) } as Job;
  const inputs = { backendMode: "ensure" as const, bucket: "states", backendConfig: [] };
  const backend = { type: "s3", file: "main.tf", body: parseHcl('profile = "ci"') };
  await expect(ownerSession(inputs, backend, undefined, session, job)).rejects.toBe(aborted);
});
