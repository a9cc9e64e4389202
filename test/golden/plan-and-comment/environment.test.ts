import { describe, expect, it, test } from "@jest/globals";
import { readParts } from "../../../actions/lib/plan-comment/comment-text.ts";
import { ENVIRONMENT_ANSWERS } from "./environment-answers.ts";
import { ENVIRONMENTS, partOf, renderEnvironment } from "./environment.ts";
import { compare } from "./render.ts";

const names = Object.keys(ENVIRONMENTS);
const workspacesOf = (name: string) => ENVIRONMENTS[name] ?? [];
const render = (name: string, bytes?: number) => renderEnvironment(workspacesOf(name), bytes);

/** Returns what a reader sees without opening a fold or scrolling. */
const firstScreenOf = (comment: string): string =>
  (comment.split(/^<details/m)[0] ?? "").replaceAll(/^<!-- .* -->\n*/gm, "").trim();

/** Returns the number of folds that are not inside another fold. */
function outerFolds(comment: string): number {
  let [depth, outer] = [0, 0];
  for (const [tag] of comment.matchAll(/<\/?details/g)) {
    if (tag === "</details") depth -= 1;
    else if (depth++ === 0) outer += 1;
  }
  expect(depth).toBe(0);
  return outer;
}

describe("the comment of an environment", () => {
  it.each(names)("%s: its first screen answers what a reader wants to know", (name) => {
    const screen = firstScreenOf(render(name));
    const answers = ENVIRONMENT_ANSWERS[name];
    expect(answers).toBeDefined();
    if (answers === undefined) return;
    expect(screen.split("\n").filter((line) => /^- /.test(line))).toHaveLength(
      answers.index.length,
    );
    for (const line of answers.index) expect(screen).toContain(line);
    const risks = screen.split("\n").filter((line) => line.startsWith("> - "));
    expect(risks).toHaveLength(answers.risks.length);
    for (const [at, risk] of answers.risks.entries()) expect(risks[at]).toContain(risk);
    expect(screen).toContain(answers.rest);
    for (const one of answers.also ?? []) expect(screen).toContain(one);
    if (answers.also === undefined) expect(screen).not.toMatch(/Not looked at|The apply failed/);
    if (answers.next === "") expect(screen).not.toContain("**Next:**");
    else expect(screen).toContain(`**Next:** ${answers.next}`);
    expect(screen).toContain("full report</a>");
    expect(screen.length).toBeLessThanOrEqual(1_500);
  });

  it.each(names)("%s: at most ten folds on the first level, within the limit", (name) => {
    for (const bytes of [65_000, 16_250]) {
      const comment = render(name, bytes);
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(bytes);
      expect(outerFolds(comment)).toBeLessThanOrEqual(10);
      expect(readParts(comment)).toHaveLength(workspacesOf(name).length);
    }
  });

  it.each(names.filter((name) => name !== "ten"))("%s reads as reviewed", (name) => {
    compare(`environments/${name}.md`, `${render(name)}\n`);
  });

  test("every environment has expected answers", () => {
    expect(Object.keys(ENVIRONMENT_ANSWERS).sort()).toStrictEqual([...names].sort());
  });
});

describe("ten workspaces, one of them very large", () => {
  test("each has its section; what is left out is named, and the large one gives up most", () => {
    const comment = render("ten");
    expect(outerFolds(comment)).toBe(10);
    const parts = readParts(comment);
    const left = parts.filter((part) => part.left.length > 0);
    expect(left.map(({ directory, left: titles }) => [directory, titles])).toStrictEqual([
      ["terraform/a-ten-thousand", ["5,000 to create"]],
    ]);
    expect(comment).toContain("Not shown here: 5,000 to create. The full report has it.");
  });

  test("with a quarter of the space, every workspace keeps what matters most", () => {
    for (const part of readParts(render("ten", 16_250))) {
      const whole = partOf(
        workspacesOf("ten").find(({ directory }) => directory === part.directory)!,
      );
      expect(part.says.line).toBe(whole.says.line);
      const shown = part.blocks.map(({ title }) => title);
      const all = whole.blocks.map(({ title }) => title);
      // The part that is left out is the end of the report.
      expect(shown).toStrictEqual(all.slice(0, shown.length));
    }
  });

  test("with more than ten workspaces, those that matter least get a line of the index", () => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      directory: `terraform/team-${at}`,
      plan: at % 2 === 0 ? "update" : "noop",
    }));
    const comment = renderEnvironment(many);
    expect(outerFolds(comment)).toBe(10);
    expect(readParts(comment)).toHaveLength(40);
    const screen = firstScreenOf(comment);
    expect(screen).toMatch(/^- and \d+ more: \d+ planned$/m);
    expect(screen.length).toBeLessThanOrEqual(1_500);
  });
});
