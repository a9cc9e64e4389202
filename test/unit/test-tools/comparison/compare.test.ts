import { expect, test } from "@jest/globals";
import { findings, service, type Side } from "../../../rehearsal/service.ts";
import { conformanceTable, conforms } from "../../../rehearsal/table.ts";

interface Client {
  answer(question: string): string;
}
const side = (answers: Record<string, string>, stopped: string[] = []): Promise<Side<Client>> =>
  Promise.resolve({
    client: {
      answer: (question) => {
        const found = answers[question];
        if (found === undefined) throw new RangeError(`no ${question}`);
        return found;
      },
    },
    stop: () => {
      stopped.push("stopped");
      return Promise.resolve();
    },
  });

const compare = (
  ours: Record<string, string>,
  theirs: Record<string, string>,
  differences = {},
  stopped: string[] = [],
) =>
  service<Client>({
    ...{ name: "oracle", engines: [], differences },
    cases: ["a", "b"].map((name) => ({
      name,
      run: (client) => Promise.resolve(client.answer(name)),
    })),
    ours: () => side(ours, stopped),
    theirs: () => side(theirs, stopped),
  }).compare();

test("equal answers are equal, also when both sides refuse alike", async () => {
  const stopped: string[] = [];
  const results = await compare({ a: "1" }, { a: "1" }, {}, stopped);
  expect(results.map(({ equal }) => equal)).toStrictEqual([true, true]);
  expect(results[1]?.ours).toStrictEqual({ threw: "RangeError: no b" });
  expect(findings(results)).toStrictEqual([]);
  expect(stopped).toStrictEqual(["stopped", "stopped"]);
});

test("a difference without a reason is a finding, and is named", async () => {
  const results = await compare({ a: "1", b: "2" }, { a: "1", b: "3" });
  expect(findings(results)).toStrictEqual(['"b" differs, and no reason is given']);
  const outcomes = [{ name: "oracle", results }];
  expect(conforms(outcomes)).toBe(false);
  expect(conformanceTable(outcomes)).toContain(
    'oracle: b\n  UNEXPLAINED\n  ours:   "2"\n  theirs: "3"',
  );
});

test("an explained difference passes; a reason for what is equal does not", async () => {
  const explained = await compare(
    { a: "1", b: "2" },
    { a: "1", b: "3" },
    { b: "the other one rounds" },
  );
  expect(findings(explained)).toStrictEqual([]);
  expect(conformanceTable([{ name: "oracle", results: explained }])).toContain(
    "oracle: b\n  the other one rounds",
  );
  const outdated = await compare(
    { a: "1", b: "2" },
    { a: "1", b: "2" },
    { b: "the other one rounds" },
  );
  expect(findings(outdated)).toStrictEqual(['"b" no longer differs: remove its reason']);
});

test("a reason for no case at all is refused", async () => {
  await expect(compare({ a: "1", b: "2" }, { a: "1", b: "2" }, { c: "typo" })).rejects.toThrow(
    "differences of no case: c",
  );
});

test("what could not be compared is said: skipped passes, failed does not", () => {
  const skipped = { name: "s3", skipped: "moto is not there" };
  const failed = { name: "sts", failed: "moto died" };
  expect(conformanceTable([skipped, failed])).toMatch(
    /SKIPPED s3: moto is not there\nFAILED sts: moto died/,
  );
  expect([conforms([skipped]), conforms([failed])]).toStrictEqual([true, false]);
});
