import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "../../test/engines/chromium.ts";
import type { Found } from "../../test/engines/engine.ts";
import { execute } from "../../test/engines/execute.ts";

/** Finds a browser. @throws Error that says how to get one, if there is none */
export async function findBrowser(): Promise<Found> {
  const found = await chromium.find();
  if (found !== undefined) return found;
  throw new Error(
    "there is no Chromium: run npm run engines -- --only chromium, or install it (Debian: apt-get install chromium fonts-noto-color-emoji)",
  );
}

const SILENT = [
  "--headless=new",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--hide-scrollbars",
  "--disable-extensions",
  "--disable-background-networking",
];

/**
 * Draws a page from the top down to at most `most` pixels. The page has its own height in `data-height` of its body.
 * @param file path of the PNG file to write
 */
export async function drawPage(
  browser: Found,
  html: string,
  file: string,
  { width, most }: { width: number; most: number },
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "eks-pipeline-picture-"));
  try {
    const page = path.join(folder, "page.html");
    await writeFile(page, html);
    const run = (height: number, ...argv: string[]) =>
      execute(
        browser.files["chromium"] ?? "chromium",
        [
          ...SILENT,
          `--user-data-dir=${path.join(folder, "profile")}`,
          // Chromium's sandbox refuses to work for root. We open only our own page.
          ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
          ...argv,
          `--window-size=${width},${height}`,
          pathToFileURL(page).href,
        ],
        { env: { ...browser.environment, HOME: folder }, timeoutMs: 120_000 },
      );
    const drawn = await run(1000, "--dump-dom");
    const height = Number(/data-height="(\d+)"/.exec(drawn)?.[1]);
    if (!(height > 0)) throw new Error("the browser did not draw the page");
    await run(Math.min(height, most), `--screenshot=${file}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
