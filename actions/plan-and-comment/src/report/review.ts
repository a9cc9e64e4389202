import type { Redact } from "../../../lib/redact/redactor.ts";
import { describeDifference } from "../../../lib/terraform/plan-digest/compare.ts";
import type { PlanDifference } from "../../../lib/terraform/plan-digest/compare.ts";
import type { Review } from "../../../lib/terraform/plan-digest/verdict.ts";
import type { Document, Section } from "./document.ts";
import { HTML, MARKDOWN, plural } from "./text.ts";
import type { Style } from "./text.ts";

/** Adds to the report of an apply what is known about its review, above everything else. */
export const withReview = (document: Document, review: Review, redact: Redact): Document =>
  withDifferences(
    document,
    review.note === "" ? undefined : MARKDOWN.text(redact(review.note)),
    `${plural(review.differences.length, "difference")} from the reviewed plan`,
    review.differences,
    redact,
  );

/** Adds to the report of a plan what differed when the plan was made a second time. */
export const withUnstable = (
  document: Document,
  differences: readonly PlanDifference[],
  redact: Redact,
): Document =>
  withDifferences(
    document,
    differences.length === 0
      ? "Planned twice: both plans are equal."
      : `> [!WARNING]\n> **Not promotable**: planned twice, these addresses differ.`,
    "Different when planned twice",
    differences,
    redact,
  );

function withDifferences(
  document: Document,
  note: string | undefined,
  title: string,
  differences: readonly PlanDifference[],
  redact: Redact,
): Document {
  const { head } = document;
  const section: Section = {
    title,
    items: differences.map((one) => {
      const written = ({ code, text }: Style) =>
        `${code(one.address)} — ${text(redact(describeDifference(one)))}`;
      return { title: written(MARKDOWN), heading: written(HTML), body: "" };
    }),
  };
  return {
    ...document,
    head: note === undefined ? head : { ...head, below: [...head.below, note] },
    sections: [section, ...document.sections],
  };
}
