import path from "node:path";
import { NotComparable } from "./not-comparable.ts";

/** Which patterns matched a folder: they are not tried again for the folder's content. */
export type Matches = readonly boolean[];

/** A .dockerignore, for a walk from the context's root downwards. Paths are relative and have forward slashes. */
export interface IgnoreRules {
  /** @param parent the result for the folder above; undefined at the root */
  match(name: string, parent: Matches | undefined): { ignored: boolean; matches: Matches };
  /** Returns whether a `!` pattern may include something in an ignored folder again. */
  mayKeepBelow(folder: string): boolean;
}

interface Rule {
  /** Without the `!`. */
  pattern: string;
  keeps: boolean;
  fits: (name: string) => boolean;
}

/**
 * Reads a .dockerignore as BuildKit does: patterns start at the root, a pattern that matches a folder matches
 * everything in it, and the last matching pattern decides. As in BuildKit, a pattern that cannot change the result so
 * far is not tried, so it does not reach the files below either.
 * https://github.com/moby/patternmatcher/blob/v0.6.0/patternmatcher.go (MatchesUsingParentResults)
 * @throws NotComparable if a pattern cannot be parsed; the build then fails or reads it in its own way
 */
export function readIgnoreRules(text: string): IgnoreRules {
  const rules = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(readRule);
  const keepers = rules.filter(({ keeps }) => keeps).map(({ pattern }) => pattern);
  return {
    match(name, parent) {
      let ignored = false;
      const matches = rules.map(({ keeps, fits }, index) => {
        const isMatch = parent?.[index] === true || (keeps === ignored && fits(name));
        if (isMatch) ignored = !keeps;
        return isMatch;
      });
      return { ignored, matches };
    },
    mayKeepBelow: (folder) =>
      keepers.some((pattern) => /[*?[\\]/.test(pattern) || pattern.startsWith(`${folder}/`)),
  };
}

/** https://github.com/moby/patternmatcher/blob/v0.6.0/ignorefile/ignorefile.go */
function readRule(line: string): Rule {
  const keeps = line.startsWith("!");
  const written = line.slice(keeps ? 1 : 0).trim();
  if (written === "") throw notReadable(line);
  const pattern = path.posix
    .normalize(written)
    .replace(/(?<=.)\/+$/, "")
    .replace(/^\/(?=.)/, "");
  return { pattern, keeps, fits: compilePattern(pattern) };
}

/** Wildcards, an escaped character, a class of characters, and any other character. */
const TOKEN = /\*\*\/?|\*|\?|\\[^]?|\[\^?(?:\\[^]|[^\]\\])+\]|[^]/gu;

/** Compiles a pattern. `**` only at one end means a comparison of texts: it stands for any characters, also slashes. */
function compilePattern(pattern: string): (name: string) => boolean {
  let form: "text" | "start" | "end" | "expression" = "text";
  let source = "";
  for (const { 0: token, index } of pattern.matchAll(TOKEN)) {
    const isLast = index + token.length === pattern.length;
    if (token.startsWith("**")) {
      source += isLast ? ".*" : "(?:.*/)?";
      form = isLast && form === "text" ? "start" : "expression";
      if (index === 0) form = "end";
    } else if (token === "*" || token === "?") {
      source += token === "*" ? "[^/]*" : "[^/]";
      form = "expression";
    } else if (token.startsWith("\\") || /^[[\]]/.test(token)) {
      source += token.length > 1 && token.startsWith("[") ? readClass(token) : readEscape(token);
      form = "expression";
    } else source += literal(token);
  }
  if (form === "text") return (name) => name === pattern;
  if (form === "start") return (name) => name.startsWith(pattern.slice(0, -2));
  if (form === "end") return endsWith(pattern.slice(2));
  const expression = toExpression(source, pattern);
  return (name) => expression.test(name);
}

const endsWith = (end: string) => (name: string) =>
  name.endsWith(end) || (end.startsWith("/") && name === end.slice(1));

/** Returns the escaped character itself. Letters and digits mean something else to BuildKit's matcher. */
function readEscape(token: string): string {
  const character = token.replace(/^\\/, "");
  if (character === "" || token === "[" || /^\\[a-z\d]/i.test(token)) throw notReadable(token);
  return literal(character);
}

function readClass(token: string): string {
  if (/[*?[](?=.)/.test(token.slice(1))) throw notReadable(token);
  return token.replaceAll(/\\([^])/gu, readEscape);
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");

function toExpression(source: string, pattern: string): RegExp {
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    throw notReadable(pattern);
  }
}

const notReadable = (pattern: string): NotComparable =>
  new NotComparable(`the pattern ${pattern} in the ignore file cannot be parsed`);
