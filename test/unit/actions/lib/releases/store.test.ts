import { beforeEach, describe, expect, test } from "@jest/globals";
import { openStore } from "../../../../../actions/lib/releases/store.ts";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { ACCOUNT, clientOptions } from "../../../../support/cloud.ts";
import { useServers } from "../../../../support/servers.ts";
import { aws, useAws } from "../../../../support/use-aws.ts";

const BUCKET = "fleet-state";
const bytes = (text: string) => Buffer.from(text);
const waits: number[] = [];
/** The clock of a runner that is an hour late. */
const clock = {
  now: () => Date.now() - 3_600_000,
  wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
};

useAws(BUCKET, { bucketsOfOtherAccounts: ["taken-by-somebody"] });
beforeEach(() => {
  aws.faults.clear();
  waits.splice(0);
});

const never = new AbortController().signal;
const open = (environment: string, bucket = BUCKET) =>
  openStore({ bucket, environment, accountId: ACCOUNT }, clientOptions(aws), {
    clock,
    cancelled: never,
  });
const requestsSince = (start: number) =>
  aws.requests.slice(start).map(({ operation }) => operation);

describe("objects of an environment", () => {
  test("are created once, read, replaced if they are unchanged, and listed", async () => {
    const store = open("objects");
    expect(await store.read("lease.json")).toBeUndefined();
    const first = await store.create("lease.json", bytes("one"));
    expect(await store.create("lease.json", bytes("two"))).toBeUndefined();
    const read = await store.read("lease.json");
    expect([Buffer.from(read!.bytes).toString(), read!.etag]).toStrictEqual(["one", first]);
    const second = await store.replace("lease.json", bytes("three"), first!);
    expect(second).not.toBe(first);
    expect(await store.replace("lease.json", bytes("four"), first!)).toBeUndefined();
    await store.create("files/b", bytes(""));
    await store.create("files/a", bytes("\u0000\u00ff"));
    expect(await store.list("files/")).toStrictEqual(["files/a", "files/b"]);
    expect(await store.list("releases/")).toStrictEqual([]);
    expect(Object.keys(aws.s3.find(BUCKET)!.objects)).toContain("objects/lease.json");
  });

  test("are not visible to another environment, also if its name begins the same", async () => {
    await open("dev2").create("lease.json", bytes("x"));
    expect(await open("dev").list("")).toStrictEqual([]);
    expect(await open("dev").read("lease.json")).toBeUndefined();
  });

  test("are not replaced if they do not exist anymore", async () => {
    expect(await open("gone").replace("lease.json", bytes("x"), '"other"')).toBeUndefined();
  });

  test("are created and replaced by one of eight writers", async () => {
    const store = open("race");
    const write = (index: number) => store.create("lease.json", bytes(String(index)));
    const created = await Promise.all(Array.from({ length: 8 }, (_, index) => write(index)));
    expect(created.filter((etag) => etag !== undefined)).toHaveLength(1);
    const { etag } = (await store.read("lease.json"))!;
    const replaced = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.replace("lease.json", bytes(`next ${index}`), etag),
      ),
    );
    expect(replaced.filter((one) => one !== undefined)).toHaveLength(1);
  });

  test("are listed over several pages", async () => {
    const bucket = aws.s3.create("fleet-pages", ACCOUNT, "eu-west-1");
    await open("pages", "fleet-pages").create("files/0000", bytes("x"));
    const object = bucket.objects["pages/files/0000"]!;
    for (let index = 1; index < 1203; index += 1)
      bucket.objects[`pages/files/${String(index).padStart(4, "0")}`] = object;
    const names = await open("pages", "fleet-pages").list("files/");
    expect([names.length, names.at(-1)]).toStrictEqual([1203, "files/1202"]);
  });
});

describe("a write whose answer was lost", () => {
  test("counts as done if the object has the same bytes", async () => {
    const store = open("lost");
    const lose = () =>
      aws.faults.add({ match: { operation: "s3:PutObject" }, respond: "drop-after-commit" });
    lose();
    const etag = await store.create("lease.json", bytes("mine"));
    expect(etag).toMatch(/^"\w{32}"$/);
    lose();
    const next = await store.replace("lease.json", bytes("mine too"), etag!);
    expect(next).toBe((await store.read("lease.json"))?.etag);
    expect(aws.faults.pending).toBe(0);
  });

  test("does not count as done if the object has other bytes", async () => {
    const store = open("lost-to-another");
    await store.create("lease.json", bytes("theirs"));
    aws.faults.add({ match: { operation: "s3:PutObject" }, respond: "reset" });
    expect(await store.create("lease.json", bytes("mine"))).toBeUndefined();
  });
});

describe("a problem", () => {
  const answer = (status: number, code: string) => ({
    status,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>about ${code}</Message></Error>`,
  });
  const put = { operation: "s3:PutObject" };

  test("that passes is waited for: throttling, errors of S3, and two writes at the same time (409)", async () => {
    const store = open("passing");
    aws.faults.add({ match: put, respond: answer(503, "SlowDown") });
    aws.faults.add({ match: put, respond: answer(500, "InternalError") });
    aws.faults.add({ match: put, respond: answer(409, "ConditionalRequestConflict") });
    expect(await store.create("lease.json", bytes("x"))).toBeDefined();
    expect(waits).toHaveLength(3);
  });

  test("that stays is an error with the object's address after some attempts", async () => {
    const respond = answer(503, "ServiceUnavailable");
    aws.faults.add({ match: put, times: Infinity, respond });
    await expect(open("down").create("lease.json", bytes("x"))).rejects.toMatchObject({
      reason: "store-unavailable",
      message: `S3 did not serve s3://${BUCKET}/down/lease.json: about ServiceUnavailable`,
    });
    expect(waits).toHaveLength(5);
  });

  test("is not a 412, which is an answer without a wait", async () => {
    const store = open("conflict");
    await store.create("lease.json", bytes("x"));
    const start = aws.requests.length;
    expect(await store.create("lease.json", bytes("y"))).toBeUndefined();
    expect(requestsSince(start)).toStrictEqual(["s3:PutObject", "s3:GetObject"]);
    expect(waits).toStrictEqual([]);
  });

  test.each([
    [answer(403, "AccessDenied"), "access-denied", /S3 refused PutObject .*lease\.json/],
    [answer(400, "ExpiredToken"), "credentials-expired", /session ended/],
    [answer(400, "InvalidRequest"), "store-refused", /about InvalidRequest/],
  ])("that S3 names is thrown without a wait: %j", async (respond, reason, message) => {
    aws.faults.add({ match: put, respond });
    const error = await open("named")
      .create("lease.json", bytes("x"))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ActionError);
    expect(error).toMatchObject({ reason, message: expect.stringMatching(message) });
    expect(waits).toStrictEqual([]);
  });

  test("is a bucket of another account, which S3 refuses for reads and writes", async () => {
    const place = { bucket: BUCKET, environment: "dev", accountId: "999900001111" };
    const store = openStore(place, clientOptions(aws), { clock, cancelled: never });
    await expect(store.read("lease.json")).rejects.toMatchObject({ reason: "access-denied" });
    await expect(store.create("x.json", bytes("x"))).rejects.toMatchObject({
      reason: "access-denied",
    });
  });

  test("with the bucket is named: it is missing, or belongs to somebody else", async () => {
    await expect(open("dev", "fleet-nothing").read("lease.json")).rejects.toMatchObject({
      reason: "bucket-missing",
    });
    await expect(open("dev", "taken-by-somebody").read("lease.json")).rejects.toMatchObject({
      reason: "access-denied",
    });
  });
});

describe("the clock of the store", () => {
  test("is the time in its answers, whatever the clock of the runner is", async () => {
    const store = open("clock");
    const now = await store.now();
    expect(Math.abs(now - Date.now())).toBeLessThan(5000);
    const start = aws.requests.length;
    await store.now();
    expect(requestsSince(start)).toStrictEqual([]);
  });

  test("is known after a refusal too", async () => {
    const store = open("dev", "fleet-nothing");
    await store.read("lease.json").catch(() => undefined);
    expect(Math.abs((await store.now()) - Date.now())).toBeLessThan(5000);
  });
});

test("a cancelled job makes a first attempt, and waits for no further attempt", async () => {
  const stop = new AbortController();
  const reason = new ActionError({ reason: "cancelled", message: "the job was cancelled" });
  const limits = {
    cancelled: stop.signal,
    clock: {
      ...clock,
      wait: () => {
        stop.abort(reason);
        return Promise.resolve();
      },
    },
  };
  const store = openStore({ bucket: BUCKET, environment: "cancelled" }, clientOptions(aws), limits);
  aws.faults.add({
    match: { operation: "s3:GetObject" },
    times: Infinity,
    respond: { status: 503 },
  });
  const start = aws.requests.length;
  await expect(store.read("lease.json")).rejects.toBe(reason);
  expect(requestsSince(start)).toStrictEqual(["s3:GetObject"]);
  expect(await store.create("events/cancelled.json", bytes("{}"))).toBeDefined();
});

describe("a written object", () => {
  const serve = useServers();

  test.each([
    ["the key of the state", { kmsKeyId: "alias/state" }, ["aws:kms", "alias/state"]],
    ["S3's own key, like the state", {}, ["AES256", undefined]],
    ["the encryption of the bucket", undefined, [undefined, undefined]],
  ])("is encrypted with %s", async (_, encryption, expected) => {
    const seen: unknown[] = [];
    const endpoint = await serve(({ method, headers }, response) => {
      if (method === "PUT")
        seen.push([
          headers["x-amz-server-side-encryption"],
          headers["x-amz-server-side-encryption-aws-kms-key-id"],
        ]);
      response.writeHead(200, { etag: '"1"' }).end();
    });
    const place = { bucket: BUCKET, environment: "dev", encryption };
    const at = { ...clientOptions(aws), endpoint, forcePathStyle: true };
    const store = openStore(place, at, { clock, cancelled: never });
    await store.create("lease.json", bytes("x"));
    await store.replace("lease.json", bytes("y"), '"1"');
    expect(seen).toStrictEqual([expected, expected]);
  });
});
