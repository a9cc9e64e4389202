import type { Token } from "marked";
import { textOfHtml } from "./plain-text.ts";

/** The title of a folded section. */
export interface Fold {
  type: "fold";
  /** The title as HTML. */
  title: string;
  /** Whether a reader sees the content without a click. */
  isOpen: boolean;
}

/** Folded sections are HTML, with one or several tags in a block. */
const TAGS = /<(\/?)(details|summary)(\s[^>]*)?>|([^<]+|<)/g;

/**
 * Replaces the tags of each folded section by a title.
 * @param folds closed: the content of a section is omitted; open: the content follows the title
 */
export function foldSections(tokens: readonly Token[], folds: "closed" | "open"): (Token | Fold)[] {
  const blocks: (Token | Fold)[] = [];
  /** The sections around the current token: for each, whether a reader sees its content. */
  const around: boolean[] = [];
  let title: string | undefined;
  const isShown = (sections = around) => folds === "open" || sections.every((isOpen) => isOpen);
  for (const token of tokens) {
    if (token.type !== "html") {
      if (isShown() && token.type !== "space") blocks.push(token);
      continue;
    }
    let loose = "";
    const pushLoose = () => {
      if (textOfHtml(loose) !== "")
        blocks.push({ type: "html", raw: loose, text: loose, block: true, pre: false });
      loose = "";
    };
    for (const [, ending, tag, attributes = "", text = ""] of token.raw.matchAll(TAGS)) {
      if (tag === "details" && ending === "") around.push(/\sopen\b/.test(attributes));
      else if (tag === "details") around.pop();
      else if (tag === "summary" && ending === "") title = "";
      else if (tag === "summary") {
        pushLoose();
        const isOpen = around.at(-1) ?? false;
        if (isShown(around.slice(0, -1))) blocks.push({ type: "fold", title: title ?? "", isOpen });
        title = undefined;
      } else if (title !== undefined) title += text;
      else if (isShown()) loose += text;
    }
    pushLoose();
  }
  return blocks;
}
