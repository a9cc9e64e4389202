import { describe, expect, it, test } from "@jest/globals";
import { ANSWERS } from "./answers.ts";
import { RECORDED, RUN, compare, names, renderComment } from "./render.ts";

/** Returns what a reader sees without opening a fold. */
const firstScreenOf = (comment: string): string => comment.split(/<details>|^#### /m)[0] ?? "";

/** Texts that say that there is something of this kind. */
const SIGNS = {
  lost: /\*\*Destroys\*\*|is lost|are deleted/,
  replaced: /\*\*Replaces\*\*/,
  opened: /\*\*Opens/,
};

describe("the first screen answers", () => {
  it.each(names)("what a reader of %s wants to know", (name) => {
    const comment = renderComment(name);
    const screen = firstScreenOf(comment);
    const wanted = ANSWERS[name];
    expect(wanted).toBeDefined();
    if (wanted === undefined) return;
    for (const question of ["lost", "replaced", "opened"] as const) {
      for (const answer of wanted[question]) expect(screen).toContain(answer);
      if (wanted[question].length === 0) expect(screen).not.toMatch(SIGNS[question]);
    }
    expect(screen).toContain(`**${wanted.counts}**`);
    for (const answer of wanted.unseen) expect(screen).toContain(answer);
    if (wanted.unseen.length === 0) expect(screen).not.toMatch(/Not looked at|another plan/);
    expect(screen).toContain(`**Next:** ${wanted.merge}`);
    expect(screen).toContain(`Every attribute: <a href="${RUN}">full report</a>.`);
    expect(screen.length).toBeLessThanOrEqual(1_500);
  });

  it.each(names)("and %s has at most ten folds, within the limit", (name) => {
    const comment = renderComment(name);
    expect(comment.match(/<details>/g)?.length ?? 0).toBeLessThanOrEqual(10);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(65_000);
  });

  test("the questions for at least thirty plans", () => {
    expect(Object.keys(ANSWERS).sort()).toStrictEqual([...names].sort());
    expect(names.length).toBeGreaterThanOrEqual(30);
    expect(RECORDED.length).toBeGreaterThanOrEqual(14);
  });
});

describe("the comment of", () => {
  it.each([
    ["the first deployment of the example", "fleet-create", 6_000, 8],
    ["a change of its network", "fleet-replace-network", 5_000, 8],
  ])("%s is short", (_, name, bytes, folds) => {
    const comment = renderComment(name);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(bytes);
    expect(comment.match(/<details>/g)?.length ?? 0).toBeLessThanOrEqual(folds);
  });

  it.each(names.filter((name) => !RECORDED.includes(name) && name !== "ten-thousand"))(
    "%s reads as reviewed",
    (name) => {
      compare(`constructed/${name}.md`, `${renderComment(name)}\n`);
    },
  );
});
