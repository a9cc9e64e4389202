import { expect, test } from "@jest/globals";
import { Numeral } from "../../../../../../actions/lib/terraform/json.ts";
import { registryOf } from "../../../../../../actions/lib/terraform/hand-over/registry.ts";
import {
  imageValues,
  mappedOutputs,
  outputDefaults,
} from "../../../../../../actions/lib/terraform/hand-over/values.ts";
import fc from "../../../../../support/fast-check.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const WEB = { repository: "shop/web", digest: DIGEST, tag: "sha-1" };
const HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
const NONE = { imageVariables: {} };

test("without a mapping, the variable images gets the images without their tags", () => {
  expect(imageValues(NONE, { web: WEB }, HOST)).toStrictEqual({
    variables: { images: { web: { repository: "shop/web", digest: DIGEST } } },
    withoutTag: [],
  });
  expect(imageValues(NONE, {}, HOST)).toStrictEqual({ variables: {}, withoutTag: [] });
});

test.each([
  ["uri", `${HOST}/shop/web@${DIGEST}`],
  ["repository+digest", { repository: "shop/web", digest: DIGEST }],
  ["name+version", { name: "shop/web", version: "sha-1" }],
] as const)("writes images in the shape %s", (shape, value) => {
  const imageVariables = { one: { image: "web", shape }, all: { image: undefined, shape } };
  expect(imageValues({ imageVariables }, { web: WEB }, HOST).variables).toStrictEqual({
    one: value,
    all: { web: value },
  });
});

test("names an image without a tag if its shape needs one", () => {
  const images = { web: { ...WEB, tag: undefined }, api: WEB };
  const imageVariables = { all: { image: undefined, shape: "name+version" as const } };
  expect(imageValues({ imageVariables }, images, HOST).withoutTag).toStrictEqual(["web"]);
});

test("writes text outputs unchanged as defaults, and all others as JSON with escaped templates", () => {
  const outputs = { id: "vpc-1", list: ["a ${b}", "%{c}"], text: "${d}", none: null, n: 3 };
  expect(outputDefaults(outputs).values).toStrictEqual({
    id: "vpc-1",
    list: '["a $${b}", "%%{c}"]',
    text: "${d}",
    n: "3",
  });
});

test("names an output that is too long for an environment variable", () => {
  const { values, tooLarge } = outputDefaults({ big: "x".repeat(100_001), small: "y" });
  expect([Object.keys(values), tooLarge]).toStrictEqual([["small"], ["big"]]);
});

test("mapped outputs keep the digits of large numbers, and omit outputs that do not exist yet", () => {
  const outputVariables = { a: "id", b: "gone", c: "toString" };
  const outputs = { id: { serial: [new Numeral("12345678901234567890")] } };
  expect(mappedOutputs({ outputVariables }, outputs)).toStrictEqual({
    a: { serial: ["12345678901234567890"] },
  });
});

test("any text output stays the same as a default, and no list with it begins a template", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "$", "%", "{", "é", "\\") }), (text) => {
      const { values } = outputDefaults({ text, list: [text] });
      expect(values["text"]).toBe(text);
      const escaped = values["list"] ?? "";
      // Undoes the escapes as the tool does: two signs before a brace mean one.
      expect(escaped.replaceAll(/([$%])\1\{/g, "$1{")).toBe(JSON.stringify([text]));
      expect(escaped).not.toMatch(/(?<!\$)\$\{|(?<!%)%\{/);
    }),
  );
});

test.each([
  ["eu-west-1", HOST],
  ["cn-north-1", "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn"],
  ["eusc-de-east-1", "111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu"],
])("the host of the registry in %s", (awsRegion, host) => {
  expect(registryOf({ awsRegion, expectedAccountId: "111122223333" })).toBe(host);
});
