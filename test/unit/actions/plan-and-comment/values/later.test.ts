import { expect, test } from "@jest/globals";
import { laterValues } from "../../../../../actions/plan-and-comment/src/values/later.ts";

const nothing = {
  outputs: new Set<string>(),
  outputVariables: {},
  imageVariables: {},
  variablesFromSecret: [],
  secretVariables: new Set<string>(),
  images: undefined,
};
const secret = (variable: string | undefined) =>
  ({ id: "fleet/dev", variable }) as unknown as (typeof nothing.variablesFromSecret)[number];

test.each([
  ["images and cluster always come later", {}, ["cluster_name", "images"]],
  ["outputs of the infrastructure come later", { outputs: new Set(["vpc"]) }, ["vpc"]],
  [
    "mapped outputs and images come later",
    { outputVariables: { a: "b" }, imageVariables: { c: {} } },
    ["a", "c"],
  ],
  [
    "a variable that a secret gives comes later",
    { variablesFromSecret: [secret("token")] },
    ["token"],
  ],
  [
    "any variable may come later from a secret that is JSON",
    { variablesFromSecret: [secret(undefined)] },
    ["any"],
  ],
  [
    "secret variables come later, because this job may not see them",
    { secretVariables: new Set(["key"]) },
    ["key"],
  ],
])("%s", (_, given, names) => {
  const { later } = laterValues({ ...nothing, ...given });
  for (const name of names) expect([name, later(name)]).toStrictEqual([name, true]);
  if (!names.includes("any")) expect(later("host")).toBe(false);
});

test("the names of images are known, unless the workspace gets them in another shape", () => {
  const images = ["web", 'a"b'];
  expect(laterValues({ ...nothing, images }).partly["images"]).toMatch(
    /^\{ "web" = \{ repository = .*, "a\\"b" = \{/,
  );
  expect(laterValues({ ...nothing, images, imageVariables: { x: {} } }).partly).toStrictEqual({});
  expect(laterValues(nothing).partly).toStrictEqual({});
});
