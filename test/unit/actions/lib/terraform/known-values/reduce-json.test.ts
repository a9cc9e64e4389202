import { expect, test } from "@jest/globals";
import {
  reduceJson,
  sourcesInJson,
} from "../../../../../../actions/lib/terraform/known-values/reduce-json.ts";

const UNKNOWN = "${jsondecode(timestamp())}";
const reduce = (body: object, validates = true): unknown =>
  JSON.parse(reduceJson(JSON.stringify(body), { validates, hasModule: (one) => one === "./m" }));

test("variables keep what the tool can judge", () => {
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

test("locals that need anything else are unknown, in a name of a member too; other blocks are left out", () => {
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

test("calls of local modules stay, with what is known of their arguments", () => {
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

test("sources of local modules", () => {
  const module = { a: { source: "../a" }, b: [{ source: "./b" }], c: { source: "acme/c/aws" } };
  expect(sourcesInJson(JSON.stringify({ module }))).toStrictEqual(["../a", "./b"]);
  expect(sourcesInJson("{")).toStrictEqual([]);
});
