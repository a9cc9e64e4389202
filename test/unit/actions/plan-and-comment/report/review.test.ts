import { describe, expect, it } from "@jest/globals";
import type { PlanDifference } from "../../../../../actions/lib/terraform/plan-digest/compare.ts";
import type { Review } from "../../../../../actions/lib/terraform/plan-digest/verdict.ts";
import { fit } from "../../../../../actions/plan-and-comment/src/report/fit.ts";
import {
  withReview,
  withUnstable,
} from "../../../../../actions/plan-and-comment/src/report/review.ts";
import { headOf } from "../../../../support/plan-comment.ts";

const document = {
  head: headOf("", { what: "Apply" }),
  sections: [{ title: "1 to change", items: [{ title: "`t.x`", heading: "t.x", body: "" }] }],
  foot: "foot",
};
const differences: PlanDifference[] = [
  { kind: "attributes", address: "module.x.aws_instance.y", paths: ['tags["@a"]', "ami"] },
  { kind: "added", address: "t.`b`", action: "create" },
];
const review = (change: Partial<Review>): Review => ({
  verdict: "differs",
  note: "",
  differences: [],
  refusal: undefined,
  ...change,
});
const show = (text: string) => text;
const render = (of: Parameters<typeof fit>[0]) => fit(of, 10_000);

describe("a review", () => {
  it("comes before the plan, with the address and the attributes of each difference", () => {
    const text = render(
      withReview(document, review({ note: "This plan differs.", differences }), show),
    );
    expect(text).toBe(
      [
        "### Apply · dev · `infra`",
        "This plan differs.",
        "#### 2 differences from the reviewed plan",
        '- `module.x.aws_instance.y` — tags\\["@\u200ba"\\], ami differ',
        "- `` t.`b` `` — added (create)",
        "#### 1 to change",
        "- `t.x`",
        "foot",
      ].join("\n\n"),
    );
  });

  it("is only its sentence if there are no differences, and nothing without a sentence", () => {
    expect(render(withReview(document, review({ note: "As reviewed." }), show))).toContain(
      "### Apply · dev · `infra`\n\nAs reviewed.\n\n#### 1 to change",
    );
    expect(render(withReview(document, review({}), show))).toBe(render(document));
  });

  it("redacts the content of a manifest from another run", () => {
    const redact = (text: string) => text.replaceAll("hunter2", "***");
    const one: PlanDifference = { kind: "attributes", address: "t.x", paths: ["map.hunter2"] };
    const text = render(
      withReview(document, review({ note: "hunter2", differences: [one] }), redact),
    );
    expect(text).not.toContain("hunter2");
  });
});

describe("a workspace that is planned twice", () => {
  it("has a warning that differences prevent a promotion", () => {
    const text = render(withUnstable(document, differences, show));
    expect(text).toContain("> [!WARNING]\n> **Not promotable**");
    expect(text).toContain("#### Different when planned twice\n\n- `module.x.aws_instance.y`");
  });

  it("has a note if both plans are equal", () => {
    expect(render(withUnstable(document, [], show))).toContain(
      "Planned twice: both plans are equal.",
    );
  });
});
