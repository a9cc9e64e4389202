import { expect, test } from "@jest/globals";
import { requireCompleted } from "../../../../../rehearsal/terraform/kubernetes/jobs.ts";

const job = (type?: string) => ({
  metadata: { namespace: "shop", name: "migrate" },
  status: type === undefined ? {} : { conditions: [{ type, status: "True" }] },
});
const stateOf = () => ({ id: "shop/migrate" });
const running = new AbortController().signal;

test("a completed Job is returned", async () => {
  const reads = [job(), job("Complete")];
  const read = () => Promise.resolve(reads.shift() ?? null);
  expect(await requireCompleted(read, stateOf, running)).toStrictEqual(job("Complete"));
});

test.each([
  [
    "has failed, which stays in the state,",
    job("Failed"),
    running,
    "job: shop/migrate is in failed state",
    stateOf(),
  ],
  [
    "was deleted, which leaves the state,",
    null,
    running,
    "the Job was deleted while it was waited for",
    undefined,
  ],
  [
    "still runs at an interrupt, which stays in the state,",
    job(),
    AbortSignal.abort(),
    "context canceled",
    stateOf(),
  ],
])("a Job that %s is an error", async (_, found, stopped, says, state) => {
  await expect(
    requireCompleted(() => Promise.resolve(found), stateOf, stopped),
  ).rejects.toMatchObject({ message: says, ...(state && { state }) });
});
