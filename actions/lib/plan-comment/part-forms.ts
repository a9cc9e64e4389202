import { cutLine } from "../markdown/cut.ts";
import { idOf } from "./part.ts";
import type { Part, RiskList } from "./part.ts";

// What a workspace's part gives up when nothing of its blocks is left to leave out. Of each form as many parts take it as
// need to, the least important ones first. In the last one nothing but its state is said of a workspace, and it is counted.

/** Risks and characters that a part keeps at first. */
const FEW_RISKS = 1;
const SHORT = 300;
/** Characters of its counts, and of its most severe risk, in an index. */
const FEW = 100;
/** Characters that are left of a folder's name: its end distinguishes it from others. */
const NAMES = [40, 12, 0] as const;

/** A part in less room, or as it is. */
export type Form = (part: Part) => Part;

const isLong = ({ says, status, left }: Part): boolean =>
  (says.risks?.lines.length ?? 0) > FEW_RISKS ||
  left.length > 1 ||
  says.notes.length + says.below.length > 0 ||
  says.alerts.join("").length > SHORT ||
  (status !== undefined && firstWords(status.text) !== status.text);

/** What a reader needs to know that there is more. */
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

/** A text of more is cut, without its links. */
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

/** One entry for all that the same lines name. */
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

/** Without a section of its own: the index has its line. */
export const withoutSection: Form = (part) => ({ ...part, blocks: [], left: [], foot: "" });

/** What an index says of it, and what is counted. */
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

/** Its name, how far it has come, and whether it is grave. */
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

/** The most severe risk in so many words: its own text may be a page. */
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

/** The end of its folder's name. @param kept characters */
const cutName =
  (kept: number): Form =>
  (part) => {
    const { directory, says } = part;
    if (directory.length <= kept) return part;
    const end = kept === 0 ? "" : directory.slice(-kept).toWellFormed();
    return { ...part, directory: end, id: idOf(part), says: { ...says, directory: end } };
  };

const FORMS: readonly Form[] = [brief, withoutSection, indexed, named, ...NAMES.map(cutName)];
/** A workspace alone keeps its headline. */
const ALONE: readonly Form[] = [brief, withoutSection];

const formsOf = (parts: readonly Part[]): readonly Form[] => (parts.length > 1 ? FORMS : ALONE);

/** How often parts can be made shorter. */
export const countSteps = (parts: readonly Part[]): number => parts.length * formsOf(parts).length;

/**
 * Parts after so many steps: in each step one of them takes its next form, the last one first.
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
