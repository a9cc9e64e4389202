import { cutLine } from "../markdown/cut.ts";
import { idOf } from "./part.ts";
import type { Part, RiskList } from "./part.ts";

// How a workspace's part becomes shorter when it has no blocks left to leave out. Each form is applied to as many parts
// as necessary, the least important ones first. The last form keeps only the workspace's state, and the workspace is
// counted.

/** Risks and characters that a part keeps at first. */
const FEW_RISKS = 1;
const SHORT = 300;
/** Characters of the counts, and of the most severe risk, in an index. */
const FEW = 100;
/** Characters that remain of a folder's name: its end distinguishes it from others. */
const NAMES = [40, 12, 0] as const;

/** Returns a shorter part, or the part as it is. */
export type Form = (part: Part) => Part;

const isLong = ({ says, status, left }: Part): boolean =>
  (says.risks?.lines.length ?? 0) > FEW_RISKS ||
  left.length > 1 ||
  says.notes.length + says.below.length > 0 ||
  says.alerts.join("").length > SHORT ||
  (status !== undefined && firstWords(status.text) !== status.text);

/** Keeps what a reader needs to know that there is more. */
function brief(part: Part): Part {
  if (!isLong(part)) return part;
  const { says, status, left } = part;
  const { risks } = says;
  return {
    ...part,
    ...(status === undefined ? {} : { status: { ...status, text: firstWords(status.text) } }),
    left: left.length > 1 ? ["most of the report"] : left,
    says: {
      ...says,
      alerts: says.alerts.join("").length > SHORT ? [] : says.alerts,
      notes: [],
      below: [],
      ...(risks === undefined ? {} : { risks: fewer(risks) }),
    },
  };
}

/** Returns the beginning of a text. A longer text is cut, without its links. */
export const firstWords = (text: string, most = SHORT): string =>
  text.length <= most + 2 ? text : `${cutLine(text, most)} …`;

function fewer(risks: RiskList): RiskList {
  const gone = risks.lines.slice(FEW_RISKS);
  return {
    ...risks,
    lines: risks.lines.slice(0, FEW_RISKS),
    hidden: risks.hidden + gone.length,
    hiddenOpenings: risks.hiddenOpenings + gone.filter(({ isOpening }) => isOpening).length,
    losses: joinLosses(
      risks.losses.map((one) => ({ ...one, lines: one.lines.filter((at) => at < FEW_RISKS) })),
    ),
  };
}

/** Joins the losses that the same lines name into one entry. */
function joinLosses(losses: RiskList["losses"]): RiskList["losses"] {
  const joined = new Map<string, RiskList["losses"][number]>();
  for (const { lines, destroyed, replaced } of losses) {
    const before = joined.get(lines.join()) ?? { lines, destroyed: 0, replaced: 0 };
    joined.set(lines.join(), {
      lines,
      destroyed: before.destroyed + destroyed,
      replaced: before.replaced + replaced,
    });
  }
  return [...joined.values()];
}

/** Removes the section of the part: the index has a line for it. */
export const withoutSection: Form = (part) => ({ ...part, blocks: [], left: [], foot: "" });

/** Keeps what an index says about the part, and what is counted. */
const indexed: Form = (part) => {
  const { says, status } = part;
  const [counts = ""] = says.short.split(" · ");
  return {
    ...part,
    ...(status && { status: { ...status, text: firstWords(status.text, FEW) } }),
    says: {
      ...says,
      alerts: [],
      line: "",
      notes: [],
      below: [],
      short: firstWords(counts, FEW),
      ...(says.risks && { risks: inWords(says.risks, says.risks.gravest) }),
    },
  };
};

/** Keeps its name, its progress, and whether its risks are severe. */
const named: Form = (part) => {
  const { says, status } = part;
  return {
    ...part,
    ...(status && { status: { ...status, text: "" } }),
    says: {
      ...says,
      short: "",
      ...(says.risks && { risks: inWords(says.risks, "") }),
      ...(says.unseen === undefined ? {} : { unseen: "what its report names" }),
    },
  };
};

/** Replaces the most severe risk with these words: its own text may be a page long. */
function inWords(risks: RiskList, words: string): RiskList {
  if (risks.gravest === "") return risks;
  const general = risks.hasLoss ? "destroys or replaces objects" : "has risks";
  const gravest = words === "" || words.length > FEW ? general : words;
  const [first] = risks.lines;
  return {
    ...risks,
    ...(first === undefined ? {} : { lines: [{ ...first, text: gravest }] }),
    gravest,
  };
}

/**
 * Cuts the folder's name to its end.
 * @param kept characters
 */
const cutName =
  (kept: number): Form =>
  (part) => {
    const { directory, says } = part;
    if (directory.length <= kept) return part;
    const end = kept === 0 ? "" : directory.slice(-kept).toWellFormed();
    return { ...part, directory: end, id: idOf(part), says: { ...says, directory: end } };
  };

const FORMS: readonly Form[] = [brief, withoutSection, indexed, named, ...NAMES.map(cutName)];
/** If there is only one workspace, it keeps its headline. */
const ALONE: readonly Form[] = [brief, withoutSection];

const formsOf = (parts: readonly Part[]): readonly Form[] => (parts.length > 1 ? FORMS : ALONE);

/** Returns the number of steps in which parts can be made shorter. */
export const countSteps = (parts: readonly Part[]): number => parts.length * formsOf(parts).length;

/**
 * Returns the parts after a number of steps. In each step one of them takes its next form, the last one first.
 * @param parts the most important first
 */
export function afterSteps(parts: readonly Part[], steps: number): Part[] {
  const rounds = Math.floor(steps / parts.length);
  const started = parts.length - (steps % parts.length);
  return parts.map((part, at) =>
    formsOf(parts)
      .slice(0, rounds + (at >= started ? 1 : 0))
      .reduce((shorter, form) => form(shorter), part),
  );
}
