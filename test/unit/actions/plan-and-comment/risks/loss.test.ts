import { expect, it, test } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import {
  LOSS_TEXTS,
  importanceOf,
  lossOf,
} from "../../../../../actions/plan-and-comment/src/risks/loss.ts";

const loss = (type: string, before: Json = {}, actions = ["delete"]) =>
  lossOf({ address: "x.y", mode: "managed", type, name: "y", change: { actions, before } })?.text;

it.each<[string, Json, string | undefined]>([
  [
    "aws_db_instance",
    { skip_final_snapshot: true },
    "all its data is lost: no final snapshot is taken",
  ],
  [
    "aws_db_instance",
    { skip_final_snapshot: false },
    "its data is left only in the final snapshot",
  ],
  ["aws_rds_cluster", {}, "all its data is lost unless a snapshot exists"],
  ["aws_dynamodb_table", {}, "all its data is lost unless a snapshot exists"],
  ["aws_elasticache_serverless_cache", {}, "all its data is lost unless a snapshot exists"],
  ["aws_s3_directory_bucket", { force_destroy: true }, "the objects in it are deleted"],
  ["aws_s3_bucket", { force_destroy: true }, "the objects in it are deleted"],
  [
    "aws_ecr_repository",
    {},
    "it must be empty, else the apply fails: the images in it would be lost",
  ],
  [
    "kubernetes_persistent_volume_claim_v1",
    {},
    "all its data is lost unless its volume is retained or a snapshot exists",
  ],
  [
    "kubernetes_persistent_volume_claim",
    {},
    "all its data is lost unless its volume is retained or a snapshot exists",
  ],
  ["kubernetes_stateful_set_v1", {}, "its pods are deleted"],
  ["aws_iam_role", {}, undefined],
  ["toString", {}, undefined],
])("of a destroyed %s with %j", (type, before, text) => {
  expect(loss(type, before)).toBe(text);
});

test("an object that comes back interrupts, one that comes first does not", () => {
  expect(loss("kubernetes_deployment_v1", {}, ["delete", "create"])).toBe(
    "its pods are deleted before the new ones run",
  );
  expect(loss("kubernetes_deployment_v1", {}, ["create", "delete"])).toBeUndefined();
  expect(loss("aws_db_instance", { skip_final_snapshot: true }, ["create", "delete"])).toBe(
    "all its data is lost: no final snapshot is taken",
  );
});

test.each([[["create", "forget"]], [["forget", "create"]]])(
  "of an object that is forgotten, not destroyed, nothing is lost: %j",
  (actions) => {
    expect(loss("aws_db_instance", { skip_final_snapshot: true }, actions)).toBeUndefined();
    expect(loss("kubernetes_deployment_v1", {}, actions)).toBeUndefined();
  },
);

test("every text is known to what tells words from secrets", () => {
  expect(LOSS_TEXTS).toContain("the images in it are deleted");
  expect(LOSS_TEXTS).toContain("its data is left only in the final snapshot");
});

test("importance", () => {
  expect([importanceOf("aws_kms_key"), importanceOf("aws_lb"), importanceOf("x")]).toStrictEqual([
    "data",
    "service",
    undefined,
  ]);
});

test("a change without a type loses nothing that is known, and is no reason to fail (P-E 34)", () => {
  const change = { address: "t.a", change: { actions: ["delete"] } } as never;
  expect(lossOf(change)).toBeUndefined();
});
