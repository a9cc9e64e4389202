// npm run pictures: draws the goldens of test/golden/comments into docs/pictures, as GitHub shows them.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { drawPage, findBrowser } from "./pictures/browser.ts";
import { FOLDER, PICTURES, RECORD, THEMES } from "./pictures/list.ts";
import { writePage } from "./pictures/page.ts";
import { shrinkPng } from "./pictures/png.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const WIDTH = 860;
/** Maximum height in pixels. The rest of the page is not in the picture. */
const MOST_HEIGHT = 1400;

const require = createRequire(import.meta.url);
const STYLESHEETS = {
  light: require.resolve("github-markdown-css/github-markdown-light.css"),
  dark: require.resolve("github-markdown-css/github-markdown-dark.css"),
};
const browser = await findBrowser();
mkdirSync(path.join(ROOT, FOLDER), { recursive: true });
const record: Record<string, string> = {};
for (const { name, golden, frame } of PICTURES) {
  const markdown = readFileSync(path.join(ROOT, golden), "utf8");
  record[golden] = createHash("sha256").update(markdown).digest("hex");
  for (const theme of THEMES) {
    const stylesheet = readFileSync(STYLESHEETS[theme], "utf8");
    const file = path.join(ROOT, FOLDER, `${name}-${theme}.png`);
    const page = writePage({ markdown, frame, theme, stylesheet, width: WIDTH });
    await drawPage(browser, page, file, { width: WIDTH, most: MOST_HEIGHT });
    writeFileSync(file, shrinkPng(readFileSync(file)));
    console.log(`${path.relative(ROOT, file)}: ${Math.ceil(statSync(file).size / 1024)} KiB`);
  }
}
writeFileSync(path.join(ROOT, RECORD), `${JSON.stringify(record, null, 2)}\n`);
