import { count, plural } from "../text/count.ts";
import type { RiskList } from "./part.ts";

/** The risks of one workspace. In an alert about several workspaces, each line begins with the name. */
interface NamedRisks {
  /** Markdown; "" = there is one workspace. */
  name: string;
  risks: RiskList;
}

/** After this many lines that did not fit, the remaining room counts as too small for any line. */
const MISSES = 3;
/** Characters that are kept free for the words that say how much is left out. */
const LAST_LINE = 120;

/**
 * Returns the risks of plans as one alert, the most severe first, as many as there is room for, and then what else is
 * destroyed or replaced. Without any risk it is a sentence.
 * @param room characters
 * @param scope what the alert is about, if it is not everything: ` by what is still planned`
 */
export function riskAlert(lists: readonly NamedRisks[], room: number, scope = ""): string {
  const hasRisks = lists.some(({ risks }) => risks.lines.length + risks.hidden > 0);
  if (!hasRisks) return `Nothing is destroyed or replaced${scope}.`;
  const isLoss = lists.some(({ risks }) => risks.hasLoss);
  const start = isLoss ? "> [!CAUTION]" : "> [!WARNING]";
  const { lines, rest } = chooseLines(lists, room - start.length - LAST_LINE);
  return [start, ...lines, ">", `> ${lastLine(rest, isLoss, scope)}`].join("\n");
}

/** What the chosen lines leave out. */
interface Rest {
  hidden: number;
  hiddenOpenings: number;
  destroyed: number;
  replaced: number;
}

function chooseLines(lists: readonly NamedRisks[], room: number): { lines: string[]; rest: Rest } {
  const all = lists
    .flatMap(({ name, risks }) =>
      risks.lines.map((line, at) => ({ ...line, name, key: { risks, at } })),
    )
    .sort((a, b) => a.weight - b.weight);
  const rest = { hidden: 0, hiddenOpenings: 0, destroyed: 0, replaced: 0 };
  const shown = new Map<RiskList, Set<number>>(lists.map(({ risks }) => [risks, new Set()]));
  const lines: string[] = [];
  let left = room;
  for (const { text, name, isOpening, key } of all) {
    const line = `> - ${name === "" ? "" : `${name}: `}${text}`;
    if (rest.hidden > MISSES || line.length + 1 > left) {
      rest.hidden += 1;
      if (isOpening) rest.hiddenOpenings += 1;
      continue;
    }
    left -= line.length + 1;
    lines.push(line);
    shown.get(key.risks)?.add(key.at);
  }
  for (const { risks } of lists) {
    rest.hidden += risks.hidden;
    rest.hiddenOpenings += risks.hiddenOpenings;
    for (const loss of risks.losses) {
      if (loss.lines.some((at) => shown.get(risks)?.has(at))) continue;
      rest.destroyed += loss.destroyed;
      rest.replaced += loss.replaced;
    }
  }
  return { lines, rest };
}

function lastLine(
  { hidden, hiddenOpenings, destroyed, replaced }: Rest,
  isLoss: boolean,
  scope: string,
): string {
  const losses = [
    ...(destroyed > 0 ? [`${count(destroyed)} more destroyed`] : []),
    ...(replaced > 0 ? [`${count(replaced)} more replaced`] : []),
  ];
  const others = hiddenOpenings > 0 ? [plural(hiddenOpenings, "more risk")] : [];
  const more =
    hidden > 0 && losses.length === 0
      ? [`${plural(hidden, "more line")} of this list`]
      : [...losses, ...others];
  if (more.length > 0) return `And ${more.join(", ")}: see below.`;
  return `Nothing ${isLoss ? "else " : ""}is destroyed or replaced${scope}.`;
}
