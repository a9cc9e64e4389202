/**
 * One line that sets a number: the setting's name, and the position of the number. The rest of the line is not
 * included.
 */
interface Assigned {
  name: string;
  line: number;
  at: number;
  value: number;
}

const NUMBER = /([\w-]+)("?\s*=\s*)(\d+)(?=\s*(?:[,}]|$))/g;

/** Settings whose numbers cannot be changed without breaking an application. */
const FIXED = /port|user|group|^[ug]id$|account/i;

/**
 * Returns the text of a variable file with one number raised, so that a plan has a change, without breaking an
 * application. The number is the first number of replicas, otherwise the first that is not a port or a user. Otherwise,
 * replicas are added to the first workload that has none.
 * @returns undefined if there is no such number or workload
 */
export function raiseNumber(text: string, by: number): string | undefined {
  const lines = text.split("\n");
  const numbers = lines.flatMap(numbersIn);
  const chosen =
    numbers.find(({ name }) => name === "replicas") ??
    numbers.find(({ name }) => !FIXED.test(name));
  if (chosen === undefined) return withReplicas(lines, by);
  const { line, at, value } = chosen;
  const old = lines[line] ?? "";
  const rest = old.slice(at + String(value).length);
  return lines.with(line, `${old.slice(0, at)}${value + by}${rest}`).join("\n");
}

function numbersIn(text: string, line: number): Assigned[] {
  const [code = ""] = text.split("#");
  return [...code.matchAll(NUMBER)].map((match) => {
    const [, name = "", between = "", digits = ""] = match;
    return { name, line, at: match.index + name.length + between.length, value: Number(digits) };
  });
}

/** The default number of a Deployment's pods; see terraform/modules/workload/deployment.tf. */
const REPLICAS = 2;

const ENTRY = /^(\s+)"?[\w-]+"?\s*=\s*\{\s*$/;

/** Adds replicas to the first entry of workloads that is a Deployment: it has a port, no kind and no scale. */
function withReplicas(lines: readonly string[], by: number): string | undefined {
  const start = lines.findIndex((line) => /^workloads\s*=\s*\{\s*$/.test(line));
  if (start < 0) return undefined;
  const indent = lines.slice(start).flatMap((line) => ENTRY.exec(line)?.[1] ?? [])[0];
  const isEntry = (line: string): boolean => ENTRY.exec(line)?.[1] === indent;
  const entry = lines.findIndex((line, at) => {
    if (at <= start || !isEntry(line)) return false;
    const end = lines.findIndex((other, index) => index > at && other.startsWith(`${indent}}`));
    const names = lines.slice(at + 1, end).flatMap((one) => /^\s+(\w+)\s*=/.exec(one)?.[1] ?? []);
    return names.includes("port") && !names.includes("kind") && !names.includes("scale");
  });
  if (entry < 0) return undefined;
  return lines.toSpliced(entry + 1, 0, `${indent}${indent}replicas = ${REPLICAS + by}`).join("\n");
}
