import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readRoute } from "../../../../../actions/kube-deploy/src/resolve/route.ts";
import { environmentText } from "../../../../support/environment-files.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "route-"));
  mkdirSync(path.join(root, "environments"));
  const files = {
    dev: environmentText(),
    staging: environmentText("promote-from: dev", { push: false }),
    production: environmentText("promote-from: staging", { push: false }),
    broken: environmentText().replace("eu-west-1", "x"),
  };
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(root, `environments/${name}.yml`), text);
});
afterAll(() => rmSync(root, { recursive: true }));

const file = (name: string) => `environments/${name}.yml`;
const route = (from: string | undefined, to: string | undefined) =>
  readRoute({ environmentFile: from && file(from), to: to && file(to) }, root);

test("goes from an environment to the environment that names it in promote-from", () => {
  expect(route("dev", "staging")).toMatchObject({
    route: { source: { name: "dev" }, destination: { name: "staging", promoteFrom: "dev" } },
    problem: undefined,
  });
});

test.each([
  [
    "dev",
    "dev",
    '"environments/dev.yml" is also the source. Expected the environment that dev is promoted to.',
  ],
  [
    "dev",
    "production",
    '"environments/production.yml" is promoted from staging, not from dev. Expected an environment file with promote-from: dev.',
  ],
  [
    "staging",
    "dev",
    '"environments/dev.yml" is promoted from no environment, not from staging. Expected an environment file with promote-from: staging.',
  ],
  [
    "dev",
    "stagin",
    'there is no file "environments/stagin.yml". Did you mean environments/staging.yml?',
  ],
  [
    "dev",
    "broken",
    'environments/broken.yml: region: "x" is not valid. Expected a region, for example eu-west-1.',
  ],
])("from %s to %s is refused", (from, to, problem) => {
  expect(route(from, to)).toStrictEqual({ route: undefined, problem });
});

test.each([
  ["dev", undefined],
  [undefined, "staging"],
  ["broken", "staging"],
  ["missing", "staging"],
])("from %s to %s: another input reports the problem", (from, to) => {
  expect(route(from, to)).toStrictEqual({ route: undefined, problem: undefined });
});
