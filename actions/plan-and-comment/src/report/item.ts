import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import type { Item } from "./document.ts";
import { HTML, MARKDOWN } from "./text.ts";
import type { Style } from "./text.ts";

type Titles = Pick<Item, "title" | "heading">;

/**
 * An entry that is written only when it is read: a large plan has thousands of entries, and a comment has room for a
 * few.
 */
export class LazyItem implements Item {
  readonly #titles: Titles;
  readonly #render: () => string;
  readonly #renderWhole: (() => string) | undefined;
  #body: string | undefined;

  constructor(titles: Titles, body: () => string = () => "", whole?: () => string) {
    this.#titles = titles;
    this.#render = body;
    this.#renderWhole = whole;
  }

  get title(): string {
    return this.#titles.title;
  }

  get heading(): string {
    return this.#titles.heading;
  }

  get body(): string {
    return (this.#body ??= this.#render());
  }

  get whole(): string | undefined {
    return this.#renderWhole?.();
  }

  /** Returns the form in which the report of an apply is kept for the post step. */
  toJSON(): Item {
    const { title, heading, body, whole } = this;
    return { title, heading, body, whole: whole === body ? undefined : whole };
  }
}

/** Returns the notes that follow an address, in a style. */
export type Notes = (style: Style) => string[];

/** Returns an address and its notes, in both styles. */
export const titlesOf = (address: string, notes: Notes): Titles =>
  lazyTitles((style) => {
    const text = notes(style).join(", ");
    return style.code(address) + (text === "" ? "" : ` — ${text}`);
  });

/** Returns a title in both styles. Each style is written only when it is read. */
export function lazyTitles(write: (style: Style) => string): Titles {
  let [title, heading]: (string | undefined)[] = [];
  return {
    get title() {
      return (title ??= write(MARKDOWN));
    },
    get heading() {
      return (heading ??= write(HTML));
    },
  };
}

/** Returns an entry that is only an address with a note after it. */
export const addressItem = (address: string, note: string): Item => ({
  title: MARKDOWN.code(address) + (note === "" ? "" : ` — ${escapeMarkdown(note)}`),
  heading: HTML.code(address),
  body: "",
});
