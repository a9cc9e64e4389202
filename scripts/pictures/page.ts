import { Marked } from "marked";
import type { Tokens } from "marked";
import type { Theme } from "./list.ts";

/** https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
const ALERT = /^<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/;

/** Classes for GitHub's colours of diff lines, by their first character. */
const DIFF_CLASSES: Readonly<Record<string, string>> = {
  "+": "pl-mi1",
  "-": "pl-md",
  "!": "pl-mc",
  "#": "pl-c",
};

const renderer = new Marked({
  gfm: true,
  renderer: {
    blockquote({ tokens }: Tokens.Blockquote) {
      const body = this.parser.parse(tokens);
      const [prefix, kind] = ALERT.exec(body) ?? [];
      if (prefix === undefined || kind === undefined) return `<blockquote>${body}</blockquote>`;
      const title = `${kind.slice(0, 1)}${kind.slice(1).toLowerCase()}`;
      return `<div class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${title}</p><p>${body.slice(prefix.length)}</div>`;
    },
    code({ text, lang }: Tokens.Code) {
      const lines = text.split("\n").map((line) => (lang === "diff" ? colour(line) : escape(line)));
      return `<div class="highlight"><pre>${lines.join("\n")}</pre></div>`;
    },
  },
});

function colour(line: string): string {
  const name = DIFF_CLASSES[line.charAt(0)];
  return name === undefined ? escape(line) : `<span class="${name}">${escape(line)}</span>`;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** GitHub's colours for the frame of a comment: https://primer.style/primitives */
const COLOURS = {
  light: { page: "#ffffff", head: "#f6f8fa", line: "#d1d9e0", text: "#59636e", name: "#1f2328" },
  dark: { page: "#0d1117", head: "#151b23", line: "#3d444d", text: "#9198a1", name: "#f0f6fc" },
} as const;

/** The content of a picture. */
interface Content {
  markdown: string;
  frame: "comment" | "summary";
  theme: Theme;
  /** GitHub's stylesheet for the theme. */
  stylesheet: string;
  /** Width in pixels, including the frame. */
  width: number;
}

/** Returns the page that a browser draws. Its `body` gets the attribute `data-height`, in pixels. */
export function writePage({ markdown, frame, theme, stylesheet, width }: Content): string {
  const { page, head, line, text, name } = COLOURS[theme];
  const title =
    frame === "comment"
      ? `<b>github-actions</b> <span class="bot">bot</span> commented`
      : "<b>Deploy</b> summary";
  return `<!doctype html>
<html><head><meta charset="utf-8"><style>
${stylesheet}
html, body { margin: 0; background: ${page}; }
body { width: ${width}px; font: 14px/1.5 "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif, "Noto Color Emoji"; }
#frame { margin: 12px; border: 1px solid ${line}; border-radius: 6px; overflow: hidden; }
#head { padding: 8px 16px; background: ${head}; border-bottom: 1px solid ${line}; color: ${text}; }
#head b { color: ${name}; }
.bot { border: 1px solid ${line}; border-radius: 2em; padding: 0 6px; font-size: 12px; }
.markdown-body { padding: 16px; font-size: 14px; }
.markdown-body summary { cursor: pointer; }
.markdown-alert-title { font-weight: 600; }
</style></head><body>
<div id="frame"><div id="head">${title}</div><article class="markdown-body">
${renderer.parse(markdown, { async: false })}
</article></div>
<script>document.body.dataset.height = Math.ceil(document.getElementById("frame").getBoundingClientRect().bottom) + 12;</script>
</body></html>
`;
}
