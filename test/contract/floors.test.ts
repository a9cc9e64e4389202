import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The type of the configuration, which is JavaScript and has no types. */
interface Floors {
  default: { forbidden: { name: string; from: { path?: string } }[]; options: ICruiseOptions };
  IO: readonly string[];
  IO_FILES: readonly string[];
}
const floors = (await import(path.join(ROOT, ".dependency-cruiser.js"))) as Floors;

const files = readdirSync(path.join(ROOT, "actions"), { recursive: true, encoding: "utf8" })
  .map((file) => `actions/${file.split(path.sep).join("/")}`)
  .filter((file) => /\.(?:ts|mjs)$/.test(file));

/** Expands `{a,b}` in a glob to one glob for each name. */
const expand = (glob: string): string[] => {
  const [whole, names = ""] = /\{([^}]+)\}/.exec(glob) ?? [];
  return whole === undefined ? [glob] : names.split(",").map((name) => glob.replace(whole, name));
};

test("each name in the list of files that do I/O is one of a file", () => {
  const globs = floors.IO.flatMap(expand).map((glob) => ({
    glob,
    pattern: new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", "[^/]+")}$`),
  }));
  const stale = globs.filter(({ pattern }) => !files.some((file) => pattern.test(file)));
  expect(stale.map(({ glob }) => glob)).toStrictEqual([]);
});

test("most of actions/ is pure", () => {
  const patterns = floors.IO_FILES.map((one) => new RegExp(one));
  const pure = files.filter((file) => !patterns.some((pattern) => pattern.test(file)));
  expect(pure.length / files.length).toBeGreaterThan(0.55);
});

test("the rules about packages and modules of Node see them", async () => {
  const file = "actions/lib/process/capture.ts";
  const { output } = await cruise([file], { ...floors.default.options, baseDir: ROOT });
  const { modules } = output as ICruiseResult;
  const found = modules.find(({ source }) => source === file)?.dependencies ?? [];
  expect(found.map(({ resolved }) => resolved).join("\n")).toContain("node_modules/@actions/exec/");
});

test("each room of the rehearsal has a floor", () => {
  const rooms = readdirSync(path.join(ROOT, "rehearsal"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const floored = floors.default.forbidden.flatMap(({ name, from: { path: room = "" } }) =>
    name.startsWith("rehearsal-") && room.startsWith("^rehearsal/(") ? [new RegExp(room)] : [],
  );
  const free = rooms.filter((room) => !floored.some((one) => one.test(`rehearsal/${room}/a.ts`)));
  expect(free).toStrictEqual([]);
});
