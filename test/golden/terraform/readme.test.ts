import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";

const file = (path: string): string =>
  readFileSync(new URL(`../../../terraform/${path}`, import.meta.url), "utf8");

function declared(keyword: string, hcl: string): string[] {
  return [...hcl.matchAll(new RegExp(`^${keyword} "(\\w+)"`, "gm"))].map(([, name = ""]) => name);
}

describe.each(["infrastructure", "kubernetes"])("the README of %s", (workspace) => {
  const [inputs = "", outputs = ""] = file(`${workspace}/README.md`).split("## Outputs");
  const rows = (table: string): string[] =>
    [...table.matchAll(/^\| `(\w+)` /gm)].map(([, name = ""]) => name);

  it("has every variable, in order", () => {
    expect(rows(inputs)).toStrictEqual(declared("variable", file(`${workspace}/variables.tf`)));
  });

  it("has every output, in order", () => {
    expect(rows(outputs)).toStrictEqual(declared("output", file(`${workspace}/outputs.tf`)));
  });

  it("every variable is typed and described", () => {
    const blocks = file(`${workspace}/variables.tf`)
      .split(/^variable /m)
      .slice(1);
    const bare = blocks.filter(
      (block) => !/^ {2}type +=/m.test(block) || !block.includes("description"),
    );
    expect(bare).toStrictEqual([]);
  });
});
