import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = path.resolve(import.meta.dirname, "../..");
const script = readFileSync(path.join(ROOT, ".ci/run"), "utf8");

test("what npm test leaves out because it is rare is there, and .ci/run runs it", () => {
  const text = readFileSync(path.join(ROOT, "test/rare-uses.json"), "utf8");
  const files = JSON.parse(text) as string[];
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toStrictEqual([]);
  const elsewhere = files.filter((file) => /^test\/(?:property|contract|real)\//.test(file));
  expect(elsewhere).toStrictEqual([]);
  expect(script).toMatch(/EKS_PIPELINE_RARE_USES=1 npm test --silent -- test\/bundle\n/);
  expect(script).toMatch(
    /EKS_PIPELINE_RARE_USES=1 npm test --silent -- --testPathIgnorePatterns \\\n/,
  );
});

/** Folders of tests that have a step of their own in .ci/run, and the end of its command. */
const STEPS: Record<string, string> = {
  bundle: "npm test --silent -- test/bundle\n",
  property: "npm test --silent -- test/property\n",
  contract: "npm run --silent check\n",
  real: 'npm run --silent test:real -- --testPathIgnorePatterns /node_modules/ "$on_images"\n',
};

test("a folder that .ci/run leaves out of npm test has a step of its own", () => {
  const left = [...script.matchAll(/'<rootDir>\/test\/(\w+)\/'/g)].map(([, name = ""]) => name);
  expect(left.sort()).toStrictEqual(Object.keys(STEPS).sort());
  for (const [folder, command] of Object.entries(STEPS)) {
    expect(readdirSync(path.join(ROOT, "test"))).toContain(folder);
    expect(script).toContain(command);
  }
});

test("every step has a limit, so that one that hangs does not take the time of the others", () => {
  const steps = [...script.matchAll(/^ *step "([^"\n]*)"((?:.*\\\n)*.*)$/gm)];
  expect(steps.length).toBeGreaterThan(8);
  // Functions of the script, which give their commands a limit.
  const limited = /\blimited \d+ |engines_to "|^ awaited \w+$/;
  expect(steps.filter(([, , command = ""]) => !limited.test(command))).toStrictEqual([]);
  expect(script).toMatch(/^ {2}limited \d+ npm run --silent engines /m);
});

test("what runs in the background has a limit, and a step that waits for it", () => {
  const started = [...script.matchAll(/^in_background (\w+)(?: after \w+)?( limited \d+)?/gm)];
  const awaited = [...script.matchAll(/^step ".*" awaited (\w+)$/gm)];
  expect(started.map(([, name]) => name)).toStrictEqual(awaited.map(([, name]) => name));
  expect(started.filter(([, , limit]) => limit === undefined)).toStrictEqual([]);
  expect(started.length).toBeGreaterThan(0);
});

test("suites on images, which another step leaves out, run in the background", () => {
  expect(script).toContain(' npm run --silent test:real -- "$on_images"\n');
  const pattern = /^on_images='(.*)'$/m.exec(script)?.[1];
  const suites = readdirSync(path.join(ROOT, "test/real"))
    .map((name) => `test/real/${name}`)
    .filter((name) => name.endsWith(".test.ts"));
  const onImages = suites.filter((name) => new RegExp(pattern ?? "^$").test(name));
  expect(onImages).toContain("test/real/images-promotion.test.ts");
  expect(onImages.length).toBeLessThan(suites.length);
});
