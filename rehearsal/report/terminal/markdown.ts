import { Marked } from "marked";
import type { Token, Tokens } from "marked";
import { foldSections, type Fold } from "./folds.ts";
import { printable, textOf, textOfHtml } from "./plain-text.ts";
import { tableLines } from "./table.ts";
import { widthOf, wrap } from "./wrap.ts";

/** How Markdown is drawn. */
interface Drawing {
  /** Columns of the terminal. */
  width: number;
  /** Folded sections are closed as on GitHub, where a reader can open them, or open. */
  folds: "closed" | "open";
  /** The terminal shows bold. */
  isStyled?: boolean;
}

const INDENT = "  ";
/** Lists and quotes may stand so deep that nothing is left. */
const LEAST_WIDTH = 20;
const ALERT = /^\[!([A-Z]+)\][^\S\n]*\n?/;
/** Headings of the first levels have a line below them. */
const LEAST_RULED_LEVEL = 3;

/**
 * Draws Markdown of GitHub for a terminal, in lines of at most `width` characters: tables are aligned, and of marks and
 * HTML only the text is left.
 */
export const markdownLines = (markdown: string, drawing: Drawing): string[] =>
  new Pen(drawing).draw(parse(markdown), drawing.width);

const parse = (markdown: string): Token[] => new Marked({ gfm: true }).lexer(markdown);

/** Draws one kind of block after the other. `room` is what the blocks around one leave of the width. */
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
      // Closed sections that follow each other are a list.
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

/** A line of code that is longer than the terminal goes on further right than it begins. */
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

/** Lines with a mark in front of the first one. */
const hang = (mark: string, lines: readonly string[]): string[] =>
  (lines.length === 0 ? [""] : lines).map((line, at) =>
    `${at === 0 ? mark : " ".repeat(mark.length)}${line}`.trimEnd(),
  );

const withoutBlankEnd = (lines: readonly string[]): string[] =>
  lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
