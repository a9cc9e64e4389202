/** One line that gives a number, without what stands behind it: its name, and where the number is. */
interface Assigned {
  name: string;
  line: number;
  at: number;
  value: number;
}

const NUMBER = /([\w-]+)("?\s*=\s*)(\d+)(?=\s*(?:[,}]|$))/g;

/** What no application goes on with when it is another number. */
const FIXED = /port|user|group|^[ug]id$|account/i;

/**
 * The text of a variable file with one number that is higher, so that a plan has something to do, and that breaks no
 * application: the first number of replicas, else the first that is not a port or a user; else replicas of the first
 * workload that has none.
 * @returns undefined when there is nothing of that kind
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

/** How many pods a Deployment has whose workload does not say; see terraform/modules/workload/deployment.tf. */
const REPLICAS = 2;

const ENTRY = /^(\s+)"?[\w-]+"?\s*=\s*\{\s*$/;

/** Gives replicas to the first entry of workloads that is a Deployment: it has a port, and no kind and no scale. */
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
