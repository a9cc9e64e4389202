import { describe, expect, it } from "@jest/globals";
import { readWord } from "../../../../../actions/setup-terraform-backend/src/tool/words.ts";

describe("keywords of version managers", () => {
  it.each([
    ["latest", { pick: "newest" }],
    ["latest-allowed", { pick: "newest" }],
    ["min-required", { pick: "oldest" }],
    ["system", { pick: "path" }],
    ["latest:1.10", { pick: "newest", prefix: "1.10" }],
    ["latest:^1.10", { pick: "newest", prefix: "1.10" }],
    ["latest:^1\\.9\\.", { pick: "newest", prefix: "1.9." }],
    ["prefix:1.10", { pick: "newest", prefix: "1.10." }],
    ["prefix:1", { pick: "newest", prefix: "1." }],
    ["prefix:1.10.5", { pick: "newest", prefix: "1.10.5" }],
    ["1.10.5", undefined],
    ["~> 1.10", undefined],
  ])("%s", (text, word) => {
    expect(readWord(text)).toStrictEqual(word);
  });

  it.each([
    ["ref:v1.10.2", /published version: 1\.10\.2$/],
    ["ref:main", /write a published version/],
    ["path:~/src/terraform", /write system$/],
    ["latest:^1.(9|10)", /for example ~> 1\.11\.0/],
    ["sub-1:latest", /latest:1\.11/],
  ])("refuses %s, and names the form that works", (text, advice) => {
    expect(() => readWord(text)).toThrow(advice);
  });
});
