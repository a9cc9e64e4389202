import { describe, expect, test } from "@jest/globals";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { planDocument } from "../../../../../actions/plan-and-comment/src/report/documents.ts";
import { fit } from "../../../../../actions/plan-and-comment/src/report/fit.ts";
import { headOf } from "../../../../support/plan-comment.ts";
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

  test("within the budget, names all destroyed objects, and as many created ones as fit (P-E 1)", () => {
    const text = fit(big, 65_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000);
    for (let at = 0; at < 5; at += 1) expect(text).toContain(`- **Destroys** \`t.delete${at}\``);
    expect(text).toContain("#### All 6,005 changes");
    expect(text).toContain("<details><summary>6,000 to create</summary>");
    expect(text).toMatch(/… and [\d,]+ more/);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text.endsWith("</a></sub>")).toBe(true);
  });

  test("the full report has the complete bodies, as far as they fit", () => {
    const item = (name: string) => ({
      title: name,
      heading: name,
      body: `${name} folded`,
      whole: `${name} whole ${"x".repeat(500)}`,
    });
    const document = {
      head: headOf("head"),
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

  test("only a part of a large document is rendered to fill a comment", () => {
    let rendered = 0;
    const items = Array.from({ length: 10_000 }, (_, at) => {
      const body = () => {
        rendered += 1;
        return "x".repeat(1_000);
      };
      return new LazyItem({ title: `t${at}`, heading: `t${at}` }, body);
    });
    fit({ head: headOf("h"), sections: [{ title: "s", items }], foot: "f" }, 65_000);
    expect(rendered).toBeLessThan(500);
  });

  test("shown and counted items together are all items", () => {
    const titles = Array.from({ length: 3000 }, (_, at) => `t.create${at}`);
    const items = titles.map((title) => ({ title, heading: title, body: "x".repeat(100) }));
    const text = fit({ head: headOf("h"), sections: [{ title: "s", items }], foot: "f" }, 20_000);
    const shown = text.match(/^(?:- t\.create|<details><summary>t\.create)/gm)?.length ?? 0;
    const more = Number(/… and ([\d,]+) more/.exec(text)?.[1]?.replaceAll(",", ""));
    expect(shown + more).toBe(3000);
  });

  test("without a limit, the full report has everything", () => {
    const text = fit(big, Number.MAX_SAFE_INTEGER, "whole");
    expect(text.match(/<details>/g)).toHaveLength(6005);
    expect(text).not.toMatch(/… and [\d,]+ more/);
  });

  test("a single resource that is too large is shown by its name (P-E 3)", () => {
    const body = Object.fromEntries(
      Array.from({ length: 390 }, (_, at) => [`attribute_${at}`, "x".repeat(230)]),
    );
    const huge = planDocument(
      overviewOf(plan({ resource_changes: [resource("huge", ["create"], body)] })),
      SUBJECT,
      redact,
    );
    const text = fit(huge, 65_000);
    expect(text).toContain("create `t.huge`");
    expect(text).toContain("# t.huge\n+ attribute_0");
    expect(Buffer.byteLength(text)).toBeLessThan(6_000);
  });

  test("the foot is never cut, however long it is", () => {
    const items = Array.from({ length: 100 }, (_, at) => {
      const title = `t.create${at}`;
      return { title, heading: title, body: "x".repeat(300) };
    });
    const foot = "f".repeat(2_000);
    const text = fit({ head: headOf("h"), sections: [{ title: "s", items }], foot }, 9_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(9_000);
    expect(text.endsWith(`\n\n${foot}`)).toBe(true);
  });

  test.each([
    ["a section of 400 bytes", 400, "x".repeat(600)],
    ["as many characters as the section has bytes", 8_000, "x".repeat(8_000)],
    ["fewer characters, of three bytes each", 8_000, "€".repeat(3_000)],
  ])("a title that is too large for its section is cut, but not left out: %s", (_, most, title) => {
    const items = [title, "t.beside"].map((one) => ({ title: one, heading: "", body: "" }));
    const sections = [{ title: "s", items, layout: "open" as const, most }];
    const text = fit({ head: headOf("h"), sections, foot: "f" }, 65_000);
    const [line = ""] = /^- [x€]+( …)?$/m.exec(text) ?? [];
    expect(line).toMatch(/[x€] …$/);
    expect(line.length).toBeLessThan(title.length);
    expect(text).toContain("- t.beside");
    expect(text).not.toContain("more");
  });

  test("a title that fits into its section is not cut", () => {
    const items = [{ title: "x".repeat(7_000), heading: "", body: "" }];
    const sections = [{ title: "s", items, layout: "open" as const, most: 8_000 }];
    const text = fit({ head: headOf("h"), sections, foot: "f" }, 65_000);
    expect(text).toMatch(/^- x{7000}$/m);
  });

  test("the smallest budget still has the headline", () => {
    expect(fit(big, 1_500)).toContain("**Plan: 6000 to add, 0 to change, 5 to destroy.**");
  });
});

describe("a name of 65,000 characters hides no other item", () => {
  const LONG = "x".repeat(65_000);
  const one = (name: string, actions: string[]) => ({
    ...resource(name, actions),
    address: `t.${name}`,
    change: {
      actions,
      before: { a: 1, [name]: LONG },
      after: actions[0] === "delete" && actions.length === 1 ? null : { a: 2, [name]: `${LONG}y` },
    },
  });
  const pair = (name: string, actions: string[]) => [
    one(`x${name}["${LONG}"]`, actions),
    one(`beside_${name}`, actions),
  ];

  test.each([2, 40])("with %d others", (many) => {
    const checks = [LONG, "the other check"].map((message) => ({
      address: { to_display: `check.${message}` },
      status: "fail",
      instances: [{ status: "fail", problems: [{ message }] }],
    }));
    const given = plan({
      resource_changes: [
        ...pair("gone", ["delete"]),
        ...pair("changed", ["update"]),
        ...pair("replaced", ["delete", "create"]),
        ...Array.from({ length: many }, (_, at) => one(`more_${at}`, ["delete"])),
      ],
      checks,
    });
    const document = planDocument(overviewOf(given), SUBJECT, redact);
    const text = fit(document, 60_000);
    for (const name of ["gone", "changed", "replaced"])
      expect(text).toContain(`\`t.beside_${name}\``);
    expect(text).toContain(`t.more_${many - 1}`);
    expect(text).toContain("check.the other check");
    expect(text).toContain("! a = 1 -> 2");
    // The full report has the complete name.
    expect(fit(document, 10_000_000, "whole").includes(LONG)).toBe(true);
    expect(text.includes(LONG)).toBe(false);
  });
});
