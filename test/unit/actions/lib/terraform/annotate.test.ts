import { describe, expect, it, test } from "@jest/globals";
import { annotate, placeOf } from "../../../../../actions/lib/terraform/annotate.ts";
import { error } from "./diagnostics.ts";

describe("placeOf", () => {
  it.each([
    ["main.tf", "terraform/web/main.tf"],
    ["../modules/x/main.tf", "terraform/modules/x/main.tf"],
    ["../../../elsewhere.tf", undefined],
    [undefined, undefined],
  ])("%s is annotated at %s", (file, wanted) => {
    const place = placeOf(
      { severity: "error", summary: "x", detail: "", ...(file !== undefined && { file }) },
      "/r/terraform/web",
      "/r",
    );
    expect(place.file).toBe(wanted);
  });
});

test("an error is annotated at each of its places, after the first place of the other errors; a warning once", () => {
  const shown: unknown[][] = [];
  const write = (text: string, place: { file?: string; startLine?: number } = {}) =>
    void shown.push([text, place.file, place.startLine]);
  const rootModule = {
    directory: "/r/tf",
    job: {
      checkout: "/r",
      temporaryDirectory: "/t",
      log: { error: write, warning: write, info: write },
    },
  } as unknown as Parameters<typeof annotate>[0];
  const at = (summary: string, line: number, severity: "error" | "warning" = "error") => ({
    ...error(summary, { severity }),
    file: "main.tf",
    line,
  });
  annotate(rootModule, [
    at("undeclared", 1),
    at("undeclared", 2),
    at("undeclared", 3),
    at("other", 4),
    at("other", 4),
    at("old", 5, "warning"),
    at("old", 6, "warning"),
  ]);
  expect(shown).toStrictEqual([
    ["undeclared", "tf/main.tf", 1],
    ["other\n(2 times)", "tf/main.tf", 4],
    ["undeclared", "tf/main.tf", 2],
    ["undeclared", "tf/main.tf", 3],
    ["old\n(2 times)", "tf/main.tf", 5],
  ]);
});
