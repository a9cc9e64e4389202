import { escapeMarkdown } from "../../../lib/markdown/escape.ts";
import type { Item } from "./document.ts";
import { HTML, MARKDOWN } from "./text.ts";
import type { Style } from "./text.ts";

/**
 * An entry whose body is rendered when it is read: a large plan has thousands of entries, and a comment has room for a
 * few.
 */
export class LazyItem implements Item {
  readonly title: string;
  readonly heading: string;
  readonly #render: () => string;
  readonly #renderWhole: (() => string) | undefined;
  #body: string | undefined;

  constructor(
    { title, heading }: Pick<Item, "title" | "heading">,
    body: () => string = () => "",
    whole?: () => string,
  ) {
    this.title = title;
    this.heading = heading;
    this.#render = body;
    this.#renderWhole = whole;
  }

  get body(): string {
    return (this.#body ??= this.#render());
  }

  get whole(): string | undefined {
    return this.#renderWhole?.();
  }

  /** As the report of an apply is kept for the post step. */
  toJSON(): Item {
    const { title, heading, body, whole } = this;
    return { title, heading, body, whole: whole === body ? undefined : whole };
  }
}

/** What stands behind an address, in a style. */
export type Notes = (style: Style) => string[];

/** Address and notes, in both styles. */
export function titlesOf(address: string, notes: Notes): Pick<Item, "title" | "heading"> {
  const [title = "", heading = ""] = [MARKDOWN, HTML].map((style) => {
    const text = notes(style).join(", ");
    return style.code(address) + (text === "" ? "" : ` — ${text}`);
  });
  return { title, heading };
}

/** An entry that is only an address, with a note behind it. */
export const addressItem = (address: string, note: string): Item => ({
  title: MARKDOWN.code(address) + (note === "" ? "" : ` — ${escapeMarkdown(note)}`),
  heading: HTML.code(address),
  body: "",
});
