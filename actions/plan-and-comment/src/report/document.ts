import type { StatusLine } from "../../../lib/github/status-line.ts";
import type { Head } from "../../../lib/plan-comment/part.ts";
import type { Fact } from "../labels/facts.ts";

/** How much a report says. A comment folds what matters least; the complete report leaves nothing out. */
export type Detail = "folded" | "whole";

/**
 * One entry of a report. Depending on the space, it is shown completely, folded, by its title only, or only counted.
 */
export interface Item {
  /** The title as a line of Markdown, for lists. */
  title: string;
  /** The title as HTML, for the head of a folded section. */
  heading: string;
  /** A block of Markdown; "" if the title says everything. */
  body: string;
  /** The body with nothing left out; undefined if `body` leaves nothing out. */
  whole?: string | undefined;
}

export interface Section {
  title: string;
  items: Item[];
  /** The only kind of report that has the section: a comment has another form of it, or no room for it. */
  only?: Detail;
  /**
   * `folds` (the default): each item is a fold. `open`: all items are visible at once. `fold`: the section is one fold,
   * and its title is HTML.
   */
  layout?: "folds" | "open" | "fold";
  /** Maximum size of the section, in bytes, in a report with a limit. */
  most?: number;
}

/** A report. Its sections are in the order of their importance. Head and foot are always shown. */
export interface Document {
  /** What the status line of the comment says. The other places of a report have no status line. */
  statusLine?: StatusLine | undefined;
  /** The facts about the plan that labels show. */
  facts?: readonly Fact[] | undefined;
  head: Head;
  sections: Section[];
  foot: string;
}
