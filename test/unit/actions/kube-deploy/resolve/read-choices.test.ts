import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { readChoices } from "../../../../../actions/kube-deploy/src/resolve/read-choices.ts";
import type { Route } from "../../../../../actions/kube-deploy/src/resolve/route.ts";
import { validateEnvironment } from "../../../../../actions/lib/environment/validate.ts";
import { withHold } from "../../../../../actions/lib/releases/current.ts";
import { appendHistory } from "../../../../../actions/lib/releases/history.ts";
import { createRecord } from "../../../../../actions/lib/releases/record.ts";
import type { ReleaseContent, ReleaseRecord } from "../../../../../actions/lib/releases/record.ts";
import { environmentText } from "../../../../support/environment-files.ts";
import { createGitRepository } from "../../../../support/git-repository.ts";
import type { GitRepository } from "../../../../support/git-repository.ts";
import { promotionJob } from "../../../../support/promotions.ts";
import { makeLive } from "../../../../support/releases/make-live.ts";
import {
  holderNamed,
  memoryStore,
  releaseContent,
} from "../../../../support/releases/memory-store.ts";
import type { MemoryStore } from "../../../../support/releases/memory-store.ts";

const HOUR = 3_600_000;
const BY = holderNamed("deploy");
const environment = (name: string, more: string, push: boolean) => {
  const file = `environments/${name}.yml`;
  const { environment: found } = validateEnvironment({
    file,
    text: environmentText(more, { push }),
  });
  if (found === undefined) throw new Error("the file is not valid");
  return found;
};
const routeWith = (more = ""): Route => ({
  source: environment("dev", "", true),
  destination: environment("staging", `promote-from: dev\nmin-soak: 2h\n${more}`, false),
});

let root: string;
let repository: GitRepository;
let first: string;
let second: string;
let side: string;
let source: MemoryStore;
let destination: MemoryStore;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "choices-"));
  repository = createGitRepository(path.join(root, "checkout"));
  first = repository.commit("first");
  repository.git("checkout", "-q", "-b", "side");
  side = repository.commit("side");
  repository.git("checkout", "-q", "main");
  second = repository.commit("second");
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  source = memoryStore("dev");
  destination = memoryStore("staging");
});

/** Creates a release that becomes live at the time of the store. */
async function release(
  commit: string,
  change: Partial<ReleaseContent> = {},
): Promise<ReleaseRecord> {
  const verifiedAt = new Date(source.time).toISOString();
  const record = await createRecord(source, releaseContent({ commit, verifiedAt, ...change }));
  await appendHistory(source, BY, { kind: "outcome", status: "healthy", live: record.id });
  return record;
}

async function choices(wanted?: string, route = routeWith()) {
  const { log, context } = promotionJob();
  const job = {
    log,
    checkout: repository.directory,
    environment: repository.environment,
    context: { ...context, sha: second },
  };
  return await readChoices(route, { source, destination }, wanted, job);
}

const reasons = async (...given: Parameters<typeof choices>) =>
  (await choices(...given)).choices.map(({ release: { commit }, obstacles }) => [
    commit,
    ...obstacles.map(({ reason }) => reason),
  ]);

test("a release that was live long enough is eligible; the newer release that replaced it is still soaking", async () => {
  await release(first);
  source.time += 3 * HOUR;
  await release(second);
  source.time += HOUR;
  expect(await reasons()).toStrictEqual([[second, "soaking"], [first]]);
});

test("a commit of another branch, or of no branch, cannot be promoted", async () => {
  await release(side);
  source.time += 3 * HOUR;
  await release("0123456789".repeat(4));
  source.time += 3 * HOUR;
  expect(await reasons()).toStrictEqual([
    ["0123456789".repeat(4), "not-in-branch"],
    [side, "not-in-branch"],
  ]);
});

test("a release that is live in the destination, a superseded release, and a hold are obstacles", async () => {
  const old = await release(first);
  source.time += 3 * HOUR;
  const { id } = await release(second);
  source.time += 3 * HOUR;
  const record = {
    ...old,
    id: "r",
    commit: second,
    promotedFrom: { environment: "dev", release: id },
  };
  const live = await makeLive(destination, record);
  expect(await reasons()).toStrictEqual([
    [second, "present"],
    [first, "superseded"],
  ]);
  const hold = {
    mode: "person" as const,
    person: "octocat",
    reason: "incident",
    run: "https://run",
    since: new Date(destination.time).toISOString(),
    commit: first,
  };
  destination.put("current.json", withHold(live, hold, BY));
  expect(await reasons()).toStrictEqual([
    [second, "present", "environment-held"],
    [first, "superseded", "environment-held"],
  ]);
});

test("a freeze window of the destination is an obstacle", async () => {
  await release(first);
  source.time += 3 * HOUR;
  const freeze = "freeze: [{ from: Sat 00:00, to: Sun 00:00, zone: UTC }]";
  expect(await reasons(undefined, routeWith(freeze))).toStrictEqual([[first, "frozen"]]);
});

test("a damaged record hides no other record, but is an error if it was asked for", async () => {
  const { id } = await release(first);
  source.time += 3 * HOUR;
  await release(second);
  source.put(`releases/${id}.json`, {
    ...(source.document(`releases/${id}.json`) as object),
    url: "x",
  });
  expect(await reasons()).toStrictEqual([[second, "soaking"]]);
  await expect(choices(id)).rejects.toMatchObject({ reason: "release-damaged" });
});

test.each(["", "{", '{"schema": 2}', "[]"])("a record that is %j hides no others", async (text) => {
  const { id } = await release(first);
  source.time += 3 * HOUR;
  await release(second);
  source.objects.set(`releases/${id}.json`, Buffer.from(text));
  expect(await reasons()).toStrictEqual([[second, "soaking"]]);
  await expect(choices(id)).rejects.toMatchObject({ reason: "store-unreadable" });
});

test("a record that is removed while the list is read hides no other record", async () => {
  const { id } = await release(first);
  source.time += 3 * HOUR;
  await release(second);
  const read = source.read.bind(source);
  source.read = (name) => (name.includes(id) ? Promise.resolve(undefined) : read(name));
  expect(await reasons()).toStrictEqual([[second, "soaking"]]);
});

test("a release from which the source was rolled back is not promoted, also while its fix soaks", async () => {
  const { id } = await release(first);
  source.time += 3 * HOUR;
  await release(second);
  source.time += 3 * HOUR;
  await appendHistory(source, BY, { kind: "outcome", status: "healthy", live: id });
  expect(await reasons()).toStrictEqual([[second, "withdrawn"], [first]]);
  source.time += HOUR;
  await release(second);
  expect(await reasons()).toStrictEqual([[second, "soaking"], [second, "withdrawn"], [first]]);
});

test("an unreadable outcome ends the live time of the release before it", async () => {
  await release(first);
  source.time += HOUR;
  source.objects.set("history/20261128T130000Z-1-1-outcome.json", Buffer.from('{"schema": 1, "ev'));
  source.time += 3 * HOUR;
  expect(await reasons()).toStrictEqual([[first, "soaking"]]);
});

test("outcomes older than the listed releases are not read", async () => {
  for (let count = 0; count < 40; count += 1) {
    source.time += HOUR;
    await release(first);
  }
  const { read } = source.calls;
  await choices();
  // The live release, 30 records, and their outcomes.
  expect(source.calls.read - read).toBe(61);
});

test("a source without releases gives no choices", async () => {
  expect(await reasons()).toStrictEqual([]);
});

test("an unknown release is refused, and the message lists the releases", async () => {
  const { id } = await release(first);
  await expect(choices("20200101T000000Z-000000000000")).rejects.toMatchObject({
    reason: "release-not-found",
    message: expect.stringContaining(id),
  });
});

test("only the newest releases are compared, and the release that was asked for", async () => {
  const { id } = await release(first);
  for (let count = 0; count < 31; count += 1) {
    source.time += HOUR;
    await release(first);
  }
  const { choices: found, older } = await choices();
  expect([found.length, older]).toStrictEqual([30, 2]);
  const named = await choices(id);
  expect(named.choices.at(-1)?.release.id).toBe(id);
});
