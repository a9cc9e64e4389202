import { expect, test } from "@jest/globals";
import type { Finding } from "../../../engines/survey.ts";
import { skippedSuites, unjustified } from "../../../real/skips.ts";

const finding = (engine: string, status: Finding["status"]): Finding => ({
  engine,
  status,
  purpose: "",
  version: "1",
  detail: "",
  seconds: 0,
});
const FINDINGS = [
  finding("moto", "found"),
  finding("base-image", "installed"),
  finding("dockerd", "skipped"),
];
const NAMES = FINDINGS.map(({ engine }) => engine);

const LOG = `PASS test/real/a.test.ts
SKIPPED images: npm run engines, or install dockerd (root for apt-get), base-image (root)
SKIPPED infrastructure: npm run engines, or install moto (Python 3.9)
SKIPPED s3: moto is not installed: npm run engines -- --only moto (needs Python 3.9)
`;

test("reads the skipped suites and the engines that they miss", () => {
  expect([...skippedSuites(LOG, NAMES)]).toStrictEqual([
    ["images", ["base-image", "dockerd"]],
    ["infrastructure", ["moto"]],
    ["s3", ["moto"]],
  ]);
});

test("a missing part of an engine justifies a skipped suite", () => {
  const mirror = { ...finding("provider-mirror", "found"), version: "hashicorp/aws 5.100.0" };
  const log = (source: string) => `SKIPPED a: install a provider-mirror with ${source}\n`;
  const unjustifiedWithout = (source: string) =>
    unjustified(skippedSuites(log(source), ["provider-mirror"]), [mirror]);
  expect(unjustifiedWithout("hashicorp/kubernetes")).toStrictEqual([]);
  expect(unjustifiedWithout("hashicorp/aws")).toStrictEqual(["a"]);
});

test("a suite may be skipped only if one of its engines cannot be installed", () => {
  expect(unjustified(skippedSuites(LOG, NAMES), FINDINGS)).toStrictEqual(["infrastructure", "s3"]);
  expect(unjustified(skippedSuites("all passed", NAMES), FINDINGS)).toStrictEqual([]);
});
