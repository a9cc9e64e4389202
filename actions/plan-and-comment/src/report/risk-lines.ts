import type { RiskList } from "../../../lib/plan-comment/part.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { Instances } from "../changes/instances.ts";
import type { Overview } from "../changes/overview.ts";
import { isFinding, weightOf } from "../risks/risks.ts";
import type { Risk } from "../risks/risks.ts";
import { instancesText } from "./instance-names.ts";
import { reasonText } from "./notes.ts";
import { MARKDOWN, plural } from "./text.ts";
import { causeNotes, changeText } from "./values.ts";

/** Maximum length of an address in a line. */
const ADDRESS = 140;
/** Maximum number of lines and characters of a list: a first screen has no room for more. */
const MOST_LINES = 40;
const MOST_CHARACTERS = 4_000;
/** Maximum length of an address in an index. */
const SHORT_ADDRESS = 60;

/**
 * Returns the risks of a plan, one line each, and how many objects each line names. The line of a replacement also
 * names what follows from it.
 * @param risks in the order of their consequence
 * @returns undefined if nothing changes
 */
export function riskList(
  risks: readonly Risk[],
  overview: Overview,
  redact: Redact,
): RiskList | undefined {
  if (risks.length === 0 && !hasNoLoss(overview)) return undefined;
  const listed: Risk[] = [];
  const lines: RiskList["lines"] = [];
  let left = MOST_CHARACTERS;
  const goes = addressesThatGo(overview);
  for (const risk of risks.slice(0, MOST_LINES)) {
    const text = riskLine(risk, goes, redact);
    left -= text.length;
    if (left < 0) break;
    listed.push(risk);
    lines.push({ text, weight: weightOf(risk), isOpening: isFinding(risk) });
  }
  const others = risks.slice(listed.length);
  return {
    lines,
    gravest: risks[0] === undefined ? "" : shortRisk(risks[0]),
    hidden: others.length,
    hiddenOpenings: others.filter(isFinding).length,
    losses: lossesOf(listed, overview),
    hasLoss: risks.some((risk) => !isFinding(risk)),
  };
}

/** Counts the objects that are destroyed or replaced, by the lines that name them. */
function lossesOf(risks: readonly Risk[], { changes, causes }: Overview): RiskList["losses"] {
  const followers = new Map(causes.groups.map((one) => [one.root, one.followers]));
  const lines = new Map<ResourceChange, number[]>();
  for (const [at, risk] of risks.entries()) {
    if (isFinding(risk)) continue;
    const named = risk.instances.changes.flatMap((one) => [one, ...(followers.get(one) ?? [])]);
    for (const one of new Set(named)) lines.set(one, [...(lines.get(one) ?? []), at]);
  }
  const losses = new Map<string, RiskList["losses"][number]>();
  for (const kind of ["destroy", "replace"] as const)
    for (const one of changes[kind]) {
      const by = lines.get(one) ?? [];
      const found = losses.get(by.join()) ?? { lines: by, destroyed: 0, replaced: 0 };
      found[kind === "destroy" ? "destroyed" : "replaced"] += 1;
      losses.set(by.join(), found);
    }
  return [...losses.values()];
}

const VERBS: Readonly<Record<Risk["kind"], string>> = {
  destroy: "destroys",
  replace: "replaces",
  open: "opens",
  keeps: "keeps less of",
  guards: "unprotects",
  version: "changes the version of",
  nodes: "renews the nodes of",
  unknown: "does something unknown to",
};

function shortRisk({ kind, instances }: Risk): string {
  const name = instancesText(instances);
  const cut =
    name.length > SHORT_ADDRESS ? `${name.slice(0, SHORT_ADDRESS).toWellFormed()}…` : name;
  return `${VERBS[kind]} ${MARKDOWN.code(cut)}`;
}

/** Returns whether something changes, so that even an empty list of risks deserves a line. */
const hasNoLoss = ({ changes, outputs }: Overview): boolean =>
  outputs.length > 0 || Object.values(changes).some((list) => list.length > 0);

/** Returns the addresses whose own object is destroyed or replaced, not only an object that was left over. */
const addressesThatGo = ({ changes }: Overview): ReadonlySet<string> =>
  new Set(
    [...changes.destroy, ...changes.replace]
      .filter(({ deposed }) => deposed === undefined)
      .map(({ address }) => address),
  );

function riskLine(risk: Risk, goes: ReadonlySet<string>, redact: Redact): string {
  const name = nameOf(risk.instances);
  switch (risk.kind) {
    case "destroy":
      return `**Destroys** ${name}${clauses([leftOver(risk.instances, goes), reasonOf(risk.instances), lossText(risk)])}`;
    case "replace": {
      const { cause, followers } = risk;
      const why = cause === undefined ? [] : causeNotes(cause, MARKDOWN, redact);
      const reason = why.length > 0 ? why.join(", ") : reasonOf(risk.instances);
      const others = followers > 0 ? `replaces ${plural(followers, "other")} with it` : "";
      return `**Replaces** ${name}${reason === "" ? "" : `: ${reason}`}${clauses([others, lossText(risk)])}`;
    }
    case "unknown": {
      const actions = risk.instances.changes[0]?.change.actions ?? [];
      return `**Unknown to this action**: ${name}${clauses([`actions ${MARKDOWN.text(actions.join(", "))}`, "it may be destroyed: the tool's own plan says more"])}`;
    }
    default: {
      const { difference, text } = risk.finding;
      // Without a difference, the risk is that the destroyed object limited access.
      if (difference === undefined)
        return `**Opens by destroying** ${name}${clauses([MARKDOWN.text(text)])}`;
      const verb = VERBS[risk.kind].replace(/^./, (first) => first.toUpperCase());
      const where = changeText(difference, MARKDOWN, redact);
      return `**${verb}** ${name}: ${where}${clauses([MARKDOWN.text(text)])}`;
    }
  }
}

/**
 * Describes a deposed object. It has the address of the object that replaced it, which stays unless it is destroyed
 * too.
 */
function leftOver({ changes: [first] }: Instances, goes: ReadonlySet<string>): string {
  if (first?.deposed === undefined) return "";
  const what = "only what an earlier replacement left over";
  return goes.has(first.address) ? what : `${what}; the object itself stays`;
}

const clauses = (texts: readonly string[]): string => {
  const said = texts.filter((text) => text !== "");
  return said.length === 0 ? "" : ` — ${said.join("; ")}`;
};

const lossText = ({ loss }: { loss: { text: string } | undefined }): string => loss?.text ?? "";

function reasonOf({ changes: [first] }: Instances): string {
  const reason = first?.action_reason;
  return first === undefined || reason === "replace_because_cannot_update"
    ? ""
    : (reasonText(first) ?? "");
}

const nameOf = (instances: Instances): string =>
  MARKDOWN.code(instancesText({ ...instances, address: instances.address.slice(0, ADDRESS) }));
