import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readPlaces } from "../../../../../actions/build-push-ecr/src/promote/read-places.ts";
import { environmentText } from "../../../../support/environment-files.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "places-"));
  mkdirSync(path.join(root, "environments"));
  const staging = environmentText("images: { prefix: fleet-staging/ }");
  writeFileSync(path.join(root, "environments/staging.yml"), staging);
  writeFileSync(path.join(root, "environments/plain.yml"), environmentText());
  writeFileSync(path.join(root, "environments/broken.yml"), staging.replace("eu-west-1", "x"));
});
afterAll(() => rmSync(root, { recursive: true }));

const FILE = { file: "environments/staging.yml" };
const PLACE = { accountId: "333333333333", region: "eu-west-1", prefix: "fleet-staging/" };
const role = (name: string) => `arn:aws:iam::333333333333:role/fleet-${name}`;

test("the source gets the plan role of its environment, the destination the deploy role", () => {
  expect(readPlaces({ source: FILE, destination: FILE }, root)).toStrictEqual({
    places: {
      source: { ...PLACE, roleArn: role("plan") },
      destination: { ...PLACE, roleArn: role("deploy") },
    },
    problems: {},
  });
});

test("places that are written out stay as they are; a place that is not given is undefined", () => {
  expect(readPlaces({ source: PLACE }, root)).toStrictEqual({
    places: { source: PLACE, destination: undefined },
    problems: {},
  });
});

test("an environment without images.prefix has no prefix", () => {
  const { places } = readPlaces({ source: { file: "environments/plain.yml" } }, root);
  expect(places.source?.prefix).toBe("");
});

test("names a missing or invalid file, and what is wrong with it", () => {
  const { places, problems } = readPlaces(
    {
      source: { file: "environments/stagin.yml" },
      destination: { file: "environments/broken.yml" },
    },
    root,
  );
  expect(places).toStrictEqual({ source: undefined, destination: undefined });
  expect(problems).toStrictEqual({
    source: 'there is no file "environments/stagin.yml". Did you mean environments/staging.yml?',
    destination:
      'environments/broken.yml: region: "x" is not valid. Expected a region, for example eu-west-1.',
  });
});
