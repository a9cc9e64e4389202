/** One entry of a report: shown whole, by its title only, or only counted, as space allows. */
export interface Item {
  /** A line of Markdown for lists. */
  title: string;
  /** The same as HTML, for the head of a folded section. */
  heading: string;
  /** A block of Markdown; "" when the title says it all. */
  body: string;
}

export interface Section {
  title: string;
  items: Item[];
}

/** A report, its sections in the order of their importance. Head and foot are always shown. */
export interface Document {
  head: string;
  sections: Section[];
  foot: string;
}
