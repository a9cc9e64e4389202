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
  /** A folded report has no room for it: it is elsewhere already. */
  wholeOnly?: boolean;
}

/** A report, its sections in the order of their importance. Head and foot are always shown. */
export interface Document {
  head: string;
  sections: Section[];
  foot: string;
}
