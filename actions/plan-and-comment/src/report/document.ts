import type { StatusLine } from "../../../lib/github/status-line.ts";
import type { Head } from "../../../lib/plan-comment/part.ts";
import type { Fact } from "../labels/facts.ts";

/** How much a report says: a comment folds what matters least, the whole report leaves nothing out. */
export type Detail = "folded" | "whole";

/** One entry of a report: shown whole, folded, by its title only, or only counted, as space allows. */
export interface Item {
  /** A line of Markdown for lists. */
  title: string;
  /** The same as HTML, for the head of a folded section. */
  heading: string;
  /** A block of Markdown; "" when the title says it all. */
  body: string;
  /** The same with nothing left out; undefined when nothing is. */
  whole?: string | undefined;
}

export interface Section {
  title: string;
  items: Item[];
  /** It is for one kind of report only: a comment has another form of it, or no room for it. */
  only?: Detail;
  /**
   * `folds` (the default): each item is folded. `open`: all of it is seen at once. `fold`: the section is one fold, its
   * title HTML.
   */
  layout?: "folds" | "open" | "fold";
  /** The most bytes that it takes in a report with a limit. */
  most?: number;
}

/** A report, its sections in the order of their importance. Head and foot are always shown. */
export interface Document {
  /** What the status line of the comment says; the other places of a report have none. */
  statusLine?: StatusLine | undefined;
  /** What labels say of it. */
  facts?: readonly Fact[] | undefined;
  head: Head;
  sections: Section[];
  foot: string;
}
