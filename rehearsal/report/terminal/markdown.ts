import { Marked } from "marked";
import type { Token, Tokens } from "marked";
import { foldSections, type Fold } from "./folds.ts";
import { printable, textOf, textOfHtml } from "./plain-text.ts";
import { tableLines } from "./table.ts";
import { widthOf, wrap } from "./wrap.ts";

/** How Markdown is drawn. */
interface Drawing {
  /** Number of columns of the terminal. */
  width: number;
  /** Whether folded sections are shown closed, as on GitHub (a reader can open them there), or open. */
  folds: "closed" | "open";
  /** Whether the terminal can show bold text. */
  isStyled?: boolean;
}

const INDENT = "  ";
/** Minimum width: deeply nested lists and quotes could leave no room. */
const LEAST_WIDTH = 20;
const ALERT = /^\[!([A-Z]+)\][^\S\n]*\n?/;
/** Headings up to this level are underlined. */
const LEAST_RULED_LEVEL = 3;

/**
 * Draws GitHub Markdown for a terminal, in lines of at most `width` characters. Tables are aligned. Only the text of
 * Markdown marks and HTML is kept.
 */
export const markdownLines = (markdown: string, drawing: Drawing): string[] =>
  new Pen(drawing).draw(parse(markdown), drawing.width);

const parse = (markdown: string): Token[] => new Marked({ gfm: true }).lexer(markdown);

/** Draws the blocks, one kind per method. `room` is the width that the surrounding blocks leave. */
class Pen {
  readonly #folds: Drawing["folds"];
  readonly #isStyled: boolean;

  constructor({ folds, isStyled = false }: Drawing) {
    this.#folds = folds;
    this.#isStyled = isStyled;
  }

  draw(tokens: readonly Token[], wanted: number): string[] {
    const room = Math.max(wanted, LEAST_WIDTH);
    const blocks = foldSections(tokens, this.#folds);
    const lines = blocks.flatMap((block, at) => {
      // Consecutive closed sections form a list.
      const isInList = this.#folds === "closed" && isClosed(block) && isClosed(blocks[at + 1]);
      const drawn = this.#drawBlock(block, room);
      return drawn.length === 0 || isInList ? drawn : [...drawn, ""];
    });
    return withoutBlankEnd(lines);
  }

  #drawBlock(block: Token | Fold, room: number): string[] {
    switch (block.type) {
      case "fold":
        return this.#drawFold(block as Fold, room);
      case "heading":
        return this.#drawHeading(block as Tokens.Heading, room);
      case "paragraph":
      case "text":
        return wrap(textOf(block), room);
      case "html":
        return wrap(textOfHtml(block.raw), room);
      case "code":
        return printable((block as Tokens.Code).text)
          .split("\n")
          .flatMap((line) => codeLines(line, room));
      case "blockquote":
        return this.#drawQuote(block as Tokens.Blockquote, room);
      case "list":
        return this.#drawList(block as Tokens.List, room);
      case "table":
        return tableLines(cellsOf(block as Tokens.Table), room);
      default:
        return [];
    }
  }

  #drawFold({ title, isOpen }: Fold, room: number): string[] {
    return this.#folds === "open"
      ? wrap(`${textOfHtml(title)}:`, room)
      : hang(isOpen ? "▾ " : "▸ ", wrap(textOfHtml(title), room - INDENT.length));
  }

  #drawHeading(heading: Tokens.Heading, room: number): string[] {
    const lines = wrap(textOf(heading), room);
    const rule = "─".repeat(Math.max(...lines.map(widthOf)));
    return [
      ...lines.map((line) => this.#bold(line)),
      ...(heading.depth <= LEAST_RULED_LEVEL ? [rule] : []),
    ];
  }

  #drawQuote({ tokens, text }: Tokens.Blockquote, room: number): string[] {
    const [, kind] = ALERT.exec(text) ?? [];
    const lines =
      kind === undefined
        ? this.draw(tokens, room - 2)
        : [this.#bold(kind), ...this.draw(parse(text.replace(ALERT, "")), room - 2)];
    return lines.map((line) => `┃ ${line}`.trimEnd());
  }

  #drawList({ items, ordered, start }: Tokens.List, room: number): string[] {
    return items.flatMap(({ tokens }, at) => {
      const mark = ordered ? `${Number(start) + at}. ` : "• ";
      return hang(mark, this.draw(tokens, room - mark.length));
    });
  }

  #bold(text: string): string {
    return this.#isStyled ? `\u001b[1m${text}\u001b[22m` : text;
  }
}

const isClosed = (block: Token | Fold | undefined): boolean =>
  block?.type === "fold" && !(block as Fold).isOpen;

/** Wraps a line of code that is longer than the terminal. The next lines are indented further than the first. */
function codeLines(code: string, width: number): string[] {
  const line = `${INDENT}${code.replaceAll("\t", INDENT)}`.trimEnd();
  if (widthOf(line) <= width) return [line];
  const [blanks = ""] = /^\s*/.exec(line) ?? [];
  const indent = blanks.slice(0, Math.floor(width / 2));
  return wrap(line.trim(), width, indent, `${indent}${INDENT}`);
}

const cellsOf = ({ header, rows }: Tokens.Table): string[][] =>
  [header, ...rows].map((row) =>
    row.map(({ tokens }) => tokens.map(textOf).join("").replaceAll("\n", " ").trim()),
  );

/** Puts a mark in front of the first line, and indents the others. */
const hang = (mark: string, lines: readonly string[]): string[] =>
  (lines.length === 0 ? [""] : lines).map((line, at) =>
    `${at === 0 ? mark : " ".repeat(mark.length)}${line}`.trimEnd(),
  );

const withoutBlankEnd = (lines: readonly string[]): string[] =>
  lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
