// Checks that the pictures of the documentation show the current goldens. `npm run pictures` draws them again.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { FOLDER, PICTURES, RECORD, THEMES } from "../../scripts/pictures/list.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const record = JSON.parse(read(RECORD)) as Record<string, string>;

const LARGEST = 150 * 1024;

test.each(PICTURES)("the picture $name was drawn from the golden as it is", ({ golden }) => {
  expect(record[golden]).toBe(createHash("sha256").update(read(golden)).digest("hex"));
});

test("each picture is there in light and dark, is small, and shown with both; there is no other file", () => {
  const files = PICTURES.flatMap(({ name }) => THEMES.map((theme) => `${name}-${theme}.png`));
  expect(readdirSync(path.join(ROOT, FOLDER)).sort()).toStrictEqual(
    [...files, path.basename(RECORD)].sort(),
  );
  for (const file of files)
    expect(statSync(path.join(ROOT, FOLDER, file)).size).toBeLessThan(LARGEST);
  const documents = [
    "README.md",
    ...readdirSync(path.join(ROOT, "docs")).map((file) => `docs/${file}`),
  ]
    .concat(readdirSync(path.join(ROOT, "actions")).map((action) => `actions/${action}/README.md`))
    .filter((file) => file.endsWith(".md") && existsSync(path.join(ROOT, file)))
    .map(read)
    .join("\n");
  for (const file of files) expect(documents).toContain(`${path.basename(FOLDER)}/${file}`);
});
