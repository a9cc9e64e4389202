import { expect, test } from "@jest/globals";
import { images, period } from "../../../../../actions/build-push-ecr/src/images/image-inputs.ts";

test("I-E 48: build arguments are text, as they are written", () => {
  const [image] = images.parse(
    "[{name: a, repository: r/a, build-args: {V: 22.10, B: yes, N: null, E: , H: 0x10, T: 2024-01-01, Q: '1'}}]",
  );
  expect(image?.buildArgs).toStrictEqual({
    ...{ V: "22.10", B: "yes", N: "null", E: "", H: "0x10", T: "2024-01-01", Q: "1" },
  });
});

test.each(["[{name: a, repository: r/a, build-args: {A: [1]}}]", "[]", "[{name: a}]"])(
  "refuses %s",
  (text) => {
    expect(() => images.parse(text)).toThrow();
  },
);

test("a period is a minute at least", () => {
  expect(period.parse("7d")).toBe(604_800_000);
  expect(() => period.parse("59s")).toThrow();
});
