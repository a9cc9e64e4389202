import { expect, test } from "@jest/globals";
import {
  reduceJson,
  sourcesInJson,
} from "../../../../../../actions/lib/terraform/known-values/reduce-json.ts";

const UNKNOWN = "${jsondecode(timestamp())}";
const reduce = (body: object, validates = true): unknown =>
  JSON.parse(reduceJson(JSON.stringify(body), { validates, hasModule: (one) => one === "./m" }));

test("variables keep the validations that the tool can check", () => {
  const knowable = { condition: "${var.a > 0}", error_message: "a: ${var.a} is not valid." };
  const other = { condition: "${var.a < data.x.y.z}", error_message: "no" };
  const body = (validation?: object) => ({
    variable: { a: { type: "number", default: 1, ...(validation && { validation }) } },
  });
  expect(reduce(body([knowable, other]))).toStrictEqual(body([knowable]));
  expect(reduce(body(knowable))).toStrictEqual(body([knowable]));
  expect(reduce(body(other))).toStrictEqual(body());
  expect(reduce(body([knowable, other]), false)).toStrictEqual(body());
});

test("locals that need anything else are unknown, also if a member's name needs it; other blocks are dropped", () => {
  const text = {
    "//": "a note",
    locals: [
      { a: "${var.b}", c: ["x", "${aws_x.y.z}"] },
      { d: { "${aws_x.y}": 1 }, e: true },
    ],
    resource: { aws_x: { y: {} } },
    terraform: { backend: { s3: {} } },
  };
  expect(reduce(text)).toStrictEqual({
    locals: [
      { a: "${var.b}", c: UNKNOWN },
      { d: UNKNOWN, e: true },
    ],
  });
});

test("calls of local modules stay, with their known arguments", () => {
  const call = (more: object) => ({ module: { w: { source: "./m", ...more } } });
  expect(
    reduce(
      call({
        for_each: "${{ for k, w in var.w : k => w }}",
        image: "${local.r}/${aws_x.y}",
        given: "${each.value}",
        depends_on: ["aws_x.y"],
        providers: { aws: "aws.other" },
        version: "1",
      }),
    ),
  ).toStrictEqual(
    call({
      for_each: "${{ for k, w in var.w : k => w }}",
      image: UNKNOWN,
      given: "${each.value}",
    }),
  );
  const none = { module: {} };
  expect(reduce(call({ count: "${length(aws_x.y)}" }))).toStrictEqual(none);
  expect(reduce({ module: { w: { source: "./other" } } })).toStrictEqual(none);
  expect(reduce({ module: { w: { source: "acme/m/aws" } } })).toStrictEqual(none);
});

test("numbers keep their digits", () => {
  const text = '{"variable":{"a":{"default":12345678901234567890}}}';
  expect(reduceJson(text, { validates: true, hasModule: () => true })).toBe(text);
});

test("returns the sources of local modules", () => {
  const module = { a: { source: "../a" }, b: [{ source: "./b" }], c: { source: "acme/c/aws" } };
  expect(sourcesInJson(JSON.stringify({ module }))).toStrictEqual(["../a", "./b"]);
  expect(sourcesInJson("{")).toStrictEqual([]);
});
