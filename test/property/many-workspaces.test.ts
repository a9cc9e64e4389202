// The comment of an environment with very many workspaces: it says if it leaves something out, and it loses nobody's
// part.
import { expect, test } from "@jest/globals";
import { readParts } from "../../actions/lib/plan-comment/comment-text.ts";
import { composeComment } from "../../actions/lib/plan-comment/compose.ts";
import { joinParts } from "../../actions/lib/plan-comment/join.ts";
import { isOfWorkspace } from "../../actions/lib/plan-comment/part.ts";
import type { Part } from "../../actions/lib/plan-comment/part.ts";
import { bringStatus } from "../../actions/lib/plan-comment/update-status.ts";
import { partOf, statusOf, workspaceOf } from "../support/plan-comment.ts";
import type { Fate } from "../support/plan-comment.ts";
import fc, { slowRuns } from "../support/fast-check.ts";

const TARGET = { workflow: "plan", label: "dev" };
const BYTES = 65_000;

const fate = fc.constantFrom<Fate>("failed", "destroys", "opens", "changes", "nothing", "applied");
const length = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 4, max: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 41, max: 240 }) },
);
const workspaces = fc.oneof(
  fc.array(fc.record({ fate, length, text: fc.nat({ max: 6_000 }) }), {
    minLength: 1,
    maxLength: 200,
    size: "max" as const,
  }),
  // All of them are grave, and their names look like random text.
  fc.array(
    fc.record({
      fate: fc.constantFrom<Fate>("failed", "destroys"),
      length: fc.integer({ min: 100, max: 240 }),
      text: fc.constant(10),
    }),
    { minLength: 150, maxLength: 200, size: "max" as const },
  ),
);

const partsOf = (some: readonly { fate: Fate; length: number; text: number }[]): Part[] =>
  some.map((one, at) => workspaceOf(at, one));

/** Returns what a reader sees of a comment. */
const visible = (comment: string) => comment.replaceAll(/^<!-- .* -->$/gm, "");

/** Returns whether a text names a part, by the end of its folder's name: people recognise it by that. */
const isNamed = (text: string, { directory }: Part) => text.includes(directory.slice(-10));

const isGrave = ({ status, says }: Part): boolean =>
  (status?.state === "failed" || says.risks?.hasLoss === true) && status?.state !== "applied";

/** Returns how many workspaces the index of the first screen names and counts. */
function indexed(comment: string): number {
  const screen = (comment.split("<details")[0] ?? "")
    .split("\n")
    .filter((line) => /^- /.test(line));
  return screen.reduce((sum, line) => {
    const [, more] = /^- and (\d+) more: /.exec(line) ?? [];
    return sum + (more === undefined ? 1 : Number(more));
  }, 0);
}

test("the comment fits, names every grave workspace, and its counts add up (P-E 6)", () => {
  fc.assert(
    fc.property(workspaces, (some) => {
      const parts = partsOf(some);
      const comment = composeComment(TARGET, parts, BYTES);
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(BYTES);
      const text = visible(comment);
      const unnamed = parts.filter((part) => !isNamed(text, part));
      expect(unnamed.filter(isGrave).map(({ directory }) => directory)).toStrictEqual([]);
      if (parts.length > 1) {
        expect(text).toContain(`· ${parts.length} workspaces`);
        expect(indexed(comment)).toBe(parts.length);
        const [, without = "0"] = /^- and (\d+) that there is no room to name/m.exec(text) ?? [];
        expect(Number(without)).toBe(unnamed.length);
      }
    }),
    { numRuns: slowRuns(4, 25), endOnFailure: true },
  );
}, 120_000);

test.each([BYTES, BYTES / 4])(
  "in %s bytes, no part is lost, whoever writes next (P-E 6, 77)",
  (bytes) => {
    fc.assert(
      fc.property(workspaces, fc.nat(), (some, which) => {
        const parts = partsOf(some);
        const comment = composeComment(TARGET, parts, bytes);
        expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(bytes);
        const read = readParts(comment);
        const found = parts.map((part) => read.filter((one) => isOfWorkspace(one, part)).length);
        expect(found).toStrictEqual(parts.map(() => 1));
        expect(composeComment(TARGET, joinParts([...parts, ...read]), bytes)).toBe(comment);
        expect(composeComment(TARGET, read, bytes)).toBe(comment);
        // The workspace's own job plans it again. Another workspace's job reports that it was applied.
        const mine = parts[which % parts.length] as Part;
        const again = { ...mine, runId: 8, at: 3 };
        const joined = joinParts([again, ...read]);
        expect(joined).toHaveLength(parts.length);
        expect(joined.find((one) => isOfWorkspace(one, mine))?.runId).toBe(8);
        const status = statusOf("❌ failed", { state: "failed", runId: 9 });
        const said = bringStatus([{ target: TARGET, parts: read }], { workspace: mine, status });
        expect(said?.part.directory).toBe(mine.directory);
        const after = composeComment(TARGET, joinParts([said?.part as Part, ...read]), bytes);
        expect(isNamed(visible(after), mine)).toBe(true);
        expect(readParts(after)).toHaveLength(parts.length);
      }),
      { numRuns: slowRuns(2, 10), endOnFailure: true },
    );
  },
  120_000,
);

test("the list of all workspaces is below the first screen, the gravest first", () => {
  const parts = Array.from({ length: 120 }, (_, at) =>
    workspaceOf(at, { fate: at < 60 ? "nothing" : "failed", length: 24, text: 100 }),
  );
  const text = visible(composeComment(TARGET, parts, BYTES));
  expect(text).toMatch(/^- and \d+ more: \d+ plan failed, 60 planned$/m);
  const [, list = ""] =
    /<summary>\d+ more workspaces<\/summary>([^]*?)<\/details>/.exec(text) ?? [];
  const lines = list.trim().split("\n");
  expect(lines[0]).toMatch(/^- ❌ \*\*Plan failed\*\*/);
  expect(lines.at(-1)).toMatch(/^- 🔵 \*\*Planned\*\* .*: 1 to add/);
});

test("an edited part that is stored with others is lost, and comes back with its history", () => {
  const parts = Array.from({ length: 30 }, (_, at) =>
    workspaceOf(at, { fate: "changes", length: 20, text: 10 }),
  );
  const comment = composeComment(TARGET, parts, BYTES);
  const edited = comment.replace(/("z":")[^"]{20}/, "$1AAAA");
  expect(readParts(edited).length).toBeLessThan(30);
  expect(joinParts([...readParts(edited), ...readParts(comment)])).toHaveLength(30);
});

test("a single workspace is stored unchanged", () => {
  const part = partOf("text");
  expect(readParts(composeComment(TARGET, [part], BYTES))).toStrictEqual([part]);
});
