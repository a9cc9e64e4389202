import { describe, expect, it } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";

const url = (path: string): URL => new URL(`../../../terraform/${path}`, import.meta.url);
const file = (path: string): string => readFileSync(url(path), "utf8");

/** Returns the declarations of variables. A long declaration has its own file. */
const variables = (workspace: string): string =>
  ["variables", "workloads"]
    .map((name) => `${workspace}/${name}.tf`)
    .filter((path) => existsSync(url(path)))
    .map(file)
    .join("\n");

function declared(keyword: string, hcl: string): string[] {
  return [...hcl.matchAll(new RegExp(`^${keyword} "(\\w+)"`, "gm"))].map(([, name = ""]) => name);
}

describe.each(["infrastructure", "kubernetes"])("the README of %s", (workspace) => {
  const [, tables = ""] = file(`${workspace}/README.md`).split("## Variables");
  const [inputs = "", outputs = ""] = tables.split("## Outputs");
  const rows = (table: string): string[] =>
    [...table.matchAll(/^\| `(\w+)` /gm)].map(([, name = ""]) => name);

  it("has every variable, in order", () => {
    expect(rows(inputs)).toStrictEqual(declared("variable", variables(workspace)));
  });

  it("has every output, in order", () => {
    expect(rows(outputs)).toStrictEqual(declared("output", file(`${workspace}/outputs.tf`)));
  });

  it("every variable is typed and described", () => {
    const blocks = variables(workspace)
      .split(/^variable /m)
      .slice(1);
    const bare = blocks.filter(
      (block) => !/^ {2}type +=/m.test(block) || !block.includes("description"),
    );
    expect(bare).toStrictEqual([]);
  });
});
