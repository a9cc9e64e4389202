import { describe, expect, test } from "@jest/globals";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { planDocument } from "../../../../../actions/plan-and-comment/src/report/documents.ts";
import { fit } from "../../../../../actions/plan-and-comment/src/report/fit.ts";
import { LazyItem } from "../../../../../actions/plan-and-comment/src/report/item.ts";
import { SUBJECT, plan, redact, resource } from "./plans.ts";

describe("fit", () => {
  const many = (number: number, actions: string[]) =>
    Array.from({ length: number }, (_, at) =>
      resource(`${actions[0] ?? ""}${at}`, actions, { value: `v${at}`.repeat(20) }),
    );
  const big = planDocument(
    overviewOf(plan({ resource_changes: [...many(6000, ["create"]), ...many(5, ["delete"])] })),
    SUBJECT,
    redact,
  );

  test("within the budget, the destroyed ones are shown whole, the created ones by name and number (P-E 1)", () => {
    const text = fit(big, 65_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000);
    for (let at = 0; at < 5; at += 1)
      expect(text).toContain(`<details><summary><code>t.delete${at}</code></summary>`);
    expect(text).toContain("#### 6,000 to create");
    expect(text).toMatch(/… and [\d,]+ more/);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text.endsWith("</a></sub>")).toBe(true);
  });

  test("the whole report has the whole bodies, as far as there is room for them", () => {
    const item = (name: string) => ({
      title: name,
      heading: name,
      body: `${name} folded`,
      whole: `${name} whole ${"x".repeat(500)}`,
    });
    const document = {
      head: "head",
      sections: [{ title: "s", items: ["a", "b", "c"].map(item) }],
      foot: "foot",
    };
    const forms = (bytes: number, detail: "folded" | "whole") =>
      ["a", "b", "c"].map(
        (name) =>
          new RegExp(`^${name} (folded|whole)`, "m").exec(fit(document, bytes, detail))?.[1],
      );
    expect(forms(9_000, "folded")).toStrictEqual(["folded", "folded", "folded"]);
    expect(forms(9_000, "whole")).toStrictEqual(["whole", "whole", "whole"]);
    expect(forms(1_000, "whole")).toStrictEqual(["whole", "folded", "folded"]);
  });

  test("a large document is not rendered as a whole to fill a comment", () => {
    let rendered = 0;
    const items = Array.from({ length: 10_000 }, (_, at) => {
      const body = () => {
        rendered += 1;
        return "x".repeat(1_000);
      };
      return new LazyItem({ title: `t${at}`, heading: `t${at}` }, body);
    });
    fit({ head: "h", sections: [{ title: "s", items }], foot: "f" }, 65_000);
    expect(rendered).toBeLessThan(500);
  });

  test("what is shown and what is only counted are all of them", () => {
    const text = fit(big, 65_000);
    const shown = text.match(/^(?:- `t\.create|<details><summary><code>t\.create)/gm)?.length ?? 0;
    const more = Number(/… and ([\d,]+) more/.exec(text)?.[1]?.replaceAll(",", ""));
    expect(shown + more).toBe(6000);
  });

  test("without a limit everything is shown", () => {
    const text = fit(big, Number.MAX_SAFE_INTEGER);
    expect(text.match(/<details>/g)).toHaveLength(6005);
    expect(text).not.toContain("more");
  });

  test("one resource that alone is too large is shown by name (P-E 3)", () => {
    const body = Object.fromEntries(
      Array.from({ length: 390 }, (_, at) => [`attribute_${at}`, "x".repeat(230)]),
    );
    const huge = planDocument(
      overviewOf(plan({ resource_changes: [resource("huge", ["create"], body)] })),
      SUBJECT,
      redact,
    );
    expect(fit(huge, 65_000)).toContain("- `t.huge`");
  });

  test("the smallest budget still has the headline", () => {
    expect(fit(big, 700)).toContain("**5 to destroy, 6,000 to create**");
  });
});
