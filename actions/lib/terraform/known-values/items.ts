import { placedTokensOf } from "../hcl.ts";
import type { PlacedToken } from "../hcl.ts";

/** A range of a text: from `start` to before `end`. */
export interface Stretch {
  start: number;
  end: number;
}

/** An attribute or a block, and its position in its file. */
export interface Item extends Stretch {
  /** Name of the attribute, or type of the block. */
  name: string;
  labels: string[];
  /** Undefined for an attribute. */
  body: Stretch | undefined;
  /** Undefined for a block. */
  value: Stretch | undefined;
}

/** Returns the attributes and blocks of an HCL text, or of a range of it. Text that is not HCL is skipped. */
export function itemsIn(text: string, { start, end } = { start: 0, end: text.length }): Item[] {
  const tokens = placedTokensOf(text.slice(start, end)).map((token) => ({
    ...token,
    start: token.start + start,
    end: token.end + start,
  }));
  const items: Item[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const name = tokens[at];
    if (name?.kind !== "name") continue;
    const rest = restOf(tokens, at + 1);
    at += rest.length;
    const item = itemOf(name, rest);
    if (item !== undefined) items.push(item);
  }
  return items;
}

/** Returns the tokens up to the end of the line or of the braces. */
function restOf(tokens: readonly PlacedToken[], from: number): PlacedToken[] {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const { kind, value } = tokens[at] as PlacedToken;
    if (depth === 0 && kind === "line end") return tokens.slice(from, at);
    if (kind === "symbol" && "([{".includes(value)) depth += 1;
    if (kind === "symbol" && ")]}".includes(value)) depth -= 1;
  }
  return tokens.slice(from);
}

function itemOf(name: PlacedToken, rest: readonly PlacedToken[]): Item | undefined {
  const [first, last] = [rest[0], rest.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const whole = { name: name.value, start: name.start, end: last.end };
  if (first.kind === "symbol" && first.value === "=") {
    const [, value = first] = rest;
    return { ...whole, labels: [], body: undefined, value: { start: value.start, end: last.end } };
  }
  const open = rest.findIndex(({ kind, value }) => kind === "symbol" && value === "{");
  if (open === -1) return undefined;
  return {
    ...whole,
    labels: rest.slice(0, open).map(({ value }) => value),
    body: { start: (rest[open] as PlacedToken).end, end: last.start },
    value: undefined,
  };
}

export const textOf = (text: string, { start, end }: Stretch): string => text.slice(start, end);
