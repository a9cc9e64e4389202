import { describe, expect, it } from "@jest/globals";
import { RECORDED as names, compare, renderComment as render } from "./render.ts";

describe("reports of recorded plans", () => {
  it.each(names)("%s reads as reviewed", (name) => {
    compare(`${name}.md`, `${render(name, Number.MAX_SAFE_INTEGER)}\n`);
  });

  it.each(["drift", "noop", "replace-selector"])(
    "the complete report of %s reads as reviewed",
    (name) => {
      compare(`${name}.whole.md`, `${render(name, Number.MAX_SAFE_INTEGER, "whole")}\n`);
    },
  );

  it.each(names)("%s shows none of its two secrets, at any size (P-E 36)", (name) => {
    for (const bytes of [Number.MAX_SAFE_INTEGER, 65_000, 4_000])
      for (const detail of ["folded", "whole"] as const)
        expect(render(name, bytes, detail)).not.toMatch(/hunter[23]/);
  });

  it.each(names)("%s fits the given sizes and keeps its headline", (name) => {
    const [headline = ""] = /^\*\*(?:Plan|No changes)[^*]*\*\*/m.exec(render(name, 65_000)) ?? [];
    expect(headline).not.toBe("");
    for (const bytes of [65_000, 10_000, 3_000]) {
      const text = render(name, bytes);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
      expect(text).toContain(headline);
    }
  });
});
