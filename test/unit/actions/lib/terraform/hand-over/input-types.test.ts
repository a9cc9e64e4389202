import { expect, test } from "@jest/globals";
import { HAND_OVER_INPUTS } from "../../../../../../actions/lib/terraform/hand-over/input-types.ts";

const images = HAND_OVER_INPUTS["image-variables"].type;
const outputs = HAND_OVER_INPUTS["output-variables"].type;

test("image-variables: accepts a shape for all images, or a map with image and shape", () => {
  const given = "apps: uri\nweb_image: {image: web, shape: name+version}\nall: {shape: uri}";
  expect(images.parse(given)).toStrictEqual({
    apps: { image: undefined, shape: "uri" },
    web_image: { image: "web", shape: "name+version" },
    all: { image: undefined, shape: "uri" },
  });
});

test.each([
  ["an unknown shape", "web: url"],
  ["an unknown key", "web: {image: web, form: uri}"],
  ["no shape", "web: {image: web}"],
  ["a key that cannot be the name of a variable", "a b: uri"],
  ["a list", "[uri]"],
])("image-variables: refuses %s", (_, given) => {
  expect(() => images.parse(given)).toThrow();
});

test("output-variables: accepts a variable and an output", () => {
  expect(outputs.parse("network: vpc_id")).toStrictEqual({ network: "vpc_id" });
});

test.each(["network: [a]", "network: a b", "1x: vpc_id", "vpc_id"])(
  "output-variables: refuses %s",
  (given) => {
    expect(() => outputs.parse(given)).toThrow();
  },
);
