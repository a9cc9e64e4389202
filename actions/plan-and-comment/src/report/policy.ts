import { escapeMarkdown, fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Document, Item } from "./document.ts";
import { oneLine, plural } from "./text.ts";

/** Maximum number of lines in the comment. The complete report has all lines. */
const SHOWN = 30;
const LONGEST_MESSAGE = 500;

const REFUSED = {
  text: "this is not applied until the policy accepts it.",
  isRefused: true,
};

/** What a policy says about a plan; see policy/run.ts. */
interface Verdict {
  error: { message: string } | undefined;
  text: string;
}

/** Adds what the policy says to the report of a plan. A refusal is above everything except the heading. */
export function withPolicy(document: Document, { error, text }: Verdict, redact: Redact): Document {
  const lines = redact(text.trimEnd()).toWellFormed().split("\n").map(oneLine);
  const rest = lines.length - SHOWN;
  const shown = rest > 0 ? [...lines.slice(0, SHOWN), `… and ${plural(rest, "more line")}`] : lines;
  const item: Item = {
    title: "what policy-command printed",
    heading: "what policy-command printed",
    body: fence(shown.join("\n")),
    whole: fence(lines.join("\n")),
  };
  const section = { title: "Policy", items: text.trim() === "" ? [] : [item] };
  const { head } = document;
  if (error === undefined)
    return {
      ...document,
      head: { ...head, below: [...head.below, "The policy accepts this plan."] },
      sections: [...document.sections, section],
    };
  const message = redact(error.message).slice(0, LONGEST_MESSAGE).toWellFormed();
  const refusal = `> [!CAUTION]\n> **It is not applied**: ${escapeMarkdown(message)}`;
  return {
    ...document,
    head: {
      ...head,
      alerts: [refusal, ...head.alerts],
      short: `${head.short} · the policy does not accept it`,
      // Merging would be the next step, but it does not apply this plan.
      ...(head.next === undefined ? {} : { next: { ...head.next, ...REFUSED } }),
    },
    sections: [section, ...document.sections],
  };
}
