// docs/architecture.md is a map: everything that it names exists, no room is missing, and its numbers are correct.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PAGE = readFileSync(path.join(ROOT, "docs/architecture.md"), "utf8");

/** Relative error that the page's numbers may have. */
const TOLERANCE = 0.1;

/**
 * A part of the page, with the folder at which its paths start. "" is the root; undefined: the part names no folder.
 */
interface Section {
  heading: string;
  base: string | undefined;
  text: string;
}

/** Splits the page into sections at its headings of the second level. */
const sectionsOf = (page: string): Section[] =>
  page.split(/^## /m).map((text) => ({
    heading: text.split("\n", 1)[0] ?? "",
    base: text.includes("Paths of this section start at the root")
      ? ""
      : /^Paths start at \[([^\]]+)\]/m.exec(text)?.[1],
    text,
  }));

/**
 * Returns the folders and sources that a section names as code. A file name without a folder at the root means that
 * file in any room.
 */
const pathsOf = ({ base, text }: Section): string[] =>
  [...text.matchAll(/`([\w-][\w./-]*(?:\/|\.ts|\.tf))`/g)]
    .map(([, name = ""]) => name)
    .filter((name) => base !== "" || name.includes("/"));

/** Returns all folders below a folder, with a slash at the end. */
const roomsIn = (base: string): string[] =>
  readdirSync(path.join(ROOT, base), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(
      (entry) =>
        `${path.relative(path.join(ROOT, base), path.join(entry.parentPath, entry.name))}/`,
    );

const sourcesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.posix.join(folder, name));

const linesIn = (folder: string): number =>
  sourcesIn(folder)
    .map((file) => readFileSync(path.join(ROOT, file), "utf8").split("\n").length - 1)
    .reduce((sum, lines) => sum + lines, 0);

/** Returns a number rounded to two significant digits, as the page writes it. */
const rounded = (lines: number): string => {
  const unit = 10 ** (String(lines).length - 2);
  return (Math.round(lines / unit) * unit).toLocaleString("en");
};

/** Returns what is wrong with the page's number for a folder. @returns undefined if the number is correct */
function sizeProblem(folder: string, written: string): string | undefined {
  const lines = linesIn(folder);
  const off = Math.abs(Number(written.replaceAll(",", "")) - lines);
  return off <= lines * TOLERANCE
    ? undefined
    : `${folder} has ${rounded(lines)} lines, the page says ${written}`;
}

const MAPPED = sectionsOf(PAGE).filter(({ base }) => base !== undefined);

test("each action, lib and the rehearsal have a section", () => {
  const bases = readdirSync(path.join(ROOT, "actions")).map((name) =>
    name === "lib" ? "actions/lib/" : `actions/${name}/src/`,
  );
  const described = MAPPED.map(({ base }) => base);
  expect(described).toStrictEqual(expect.arrayContaining([...bases, "rehearsal/", ""]));
});

describe.each(MAPPED)("$heading", (section) => {
  const { base = "" } = section;

  test("every file and folder that it names exists", () => {
    const missing = pathsOf(section).filter((name) => !existsSync(path.join(ROOT, base, name)));
    expect(missing).toStrictEqual([]);
  });

  test("it has every room", () => {
    const rooms = base === "" ? [] : roomsIn(base);
    expect(rooms.filter((room) => !section.text.includes(`\`${room}\``))).toStrictEqual([]);
  });
});

test("every place that repeats something is listed", () => {
  const [, list = ""] = PAGE.split("### What is repeated, and how often");
  const repeating = sourcesIn("actions").filter((file) =>
    /import \{[^}]*\bretry\b[^}]*\} from "[^"]*\/retry\.ts"/.test(
      readFileSync(path.join(ROOT, file), "utf8"),
    ),
  );
  const section = list.split(/^##/m, 1)[0] ?? "";
  expect(repeating.filter((file) => !section.includes(`\`${file}\``))).toStrictEqual([]);
});

test("the sizes are true", () => {
  const sizes = [...PAGE.matchAll(/^- `([^`]+)`, ([\d,]+) lines/gm)];
  expect(sizes.length).toBeGreaterThan(20);
  const problems = sizes.map(([, folder = "", written = ""]) => sizeProblem(folder, written));
  expect(problems.filter((problem) => problem !== undefined)).toStrictEqual([]);
});

test("it can be read as text: no line has more than 120 characters", () => {
  expect(PAGE.split("\n").filter((line) => line.length > 120)).toStrictEqual([]);
});

test("the check sees a path, a size and a base", () => {
  const [section] = sectionsOf(
    "x\n\nPaths start at [actions/lib/](../actions/lib).\n\n- `text/`: `gone.ts`, `$/path`",
  );
  expect(section?.base).toBe("actions/lib/");
  expect(section === undefined ? [] : pathsOf(section)).toStrictEqual(["text/", "gone.ts"]);
  expect(sizeProblem("actions/lib/text/", "1")).toMatch(/has \d+ lines, the page says 1$/);
  expect(sizeProblem("actions/lib/text/", String(linesIn("actions/lib/text/")))).toBeUndefined();
});
