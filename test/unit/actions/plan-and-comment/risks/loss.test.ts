import { expect, it, test } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { importanceOf, lossOf } from "../../../../../actions/plan-and-comment/src/risks/loss.ts";

const change = (type: string, before: Json = {}, actions = ["delete"]): ResourceChange => ({
  address: "x.y",
  mode: "managed",
  type,
  name: "y",
  change: { actions, before },
});

const loss = (...given: Parameters<typeof change>) => lossOf(change(...given))?.text;

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
  [
    "aws_db_instance",
    { skip_final_snapshot: false, final_snapshot_identifier: "last" },
    "its data is left only in the final snapshot",
  ],
  [
    "aws_db_instance",
    { skip_final_snapshot: false, final_snapshot_identifier: null },
    "final_snapshot_identifier is not set, so the apply fails: its data would be lost",
  ],
  [
    "aws_db_instance",
    { skip_final_snapshot: true, deletion_protection: true },
    "deletion protection is on, so the apply fails",
  ],
  [
    "aws_cognito_user_pool",
    { deletion_protection: "ACTIVE" },
    "deletion protection is on, so the apply fails",
  ],
  ["aws_cognito_user_pool", { deletion_protection: "INACTIVE" }, "all its users are lost"],
  ["aws_lb", { enable_deletion_protection: true }, "deletion protection is on, so the apply fails"],
  [
    "aws_db_instance",
    { skip_final_snapshot: true, replicate_source_db: "shop" },
    "it is a replica: its source keeps the data",
  ],
  [
    "aws_s3_bucket_versioning",
    {},
    "what is overwritten or deleted in its bucket from then on cannot be recovered",
  ],
  ["aws_backup_plan", {}, "it no longer makes backups"],
  ["aws_rds_cluster_instance", {}, "connections to it end"],
  ["aws_db_cluster_snapshot", {}, "the backup is lost"],
  ["aws_fsx_backup", {}, "the backup is lost"],
  ["aws_ebs_volume", { final_snapshot: true }, "its data is left only in the final snapshot"],
  [
    "aws_elasticache_replication_group",
    { final_snapshot_identifier: "last" },
    "its data is left only in the final snapshot",
  ],
  [
    "aws_fsx_windows_file_system",
    { skip_final_backup: true },
    "all its data is lost: no final snapshot is taken",
  ],
  ["aws_kms_replica_key", {}, "what it has encrypted cannot be read any more once it is deleted"],
  ["aws_secretsmanager_secret", { recovery_window_in_days: 0 }, "its value is lost"],
  [
    "aws_secretsmanager_secret",
    { recovery_window_in_days: 30 },
    "its value is lost unless it is restored within its recovery window",
  ],
  [
    "aws_cloudwatch_log_group",
    { skip_destroy: true },
    "the object itself stays, by its skip_destroy",
  ],
  ["aws_cloudwatch_log_group", { skip_destroy: false }, "the logs in it are lost"],
  ["aws_eks_addon", { preserve: true }, "what it has installed stays in the cluster"],
  ["aws_eks_addon", {}, "what it has installed is deleted"],
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
])("a destroyed %s with %j has the right loss", (type, before, text) => {
  expect(loss(type, before)).toBe(text);
});

test("a replacement that destroys first interrupts service, one that creates first does not", () => {
  expect(loss("kubernetes_deployment_v1", {}, ["delete", "create"])).toBe(
    "its pods are deleted before the new ones run",
  );
  expect(loss("kubernetes_deployment_v1", {}, ["create", "delete"])).toBeUndefined();
  expect(loss("aws_db_instance", { skip_final_snapshot: true }, ["create", "delete"])).toBe(
    "all its data is lost: no final snapshot is taken",
  );
});

test.each([[["create", "forget"]], [["forget", "create"]]])(
  "nothing is lost if an object is forgotten, not destroyed: %j",
  (actions) => {
    expect(loss("aws_db_instance", { skip_final_snapshot: true }, actions)).toBeUndefined();
    expect(loss("kubernetes_deployment_v1", {}, actions)).toBeUndefined();
  },
);

test("a listener that is replaced refuses connections for a while", () => {
  expect(loss("aws_lb_listener", {}, ["delete", "create"])).toBe(
    "what comes in through it is refused meanwhile",
  );
});

test("an object that stays is no loss of data", () => {
  const kept = change("aws_cloudwatch_log_group", { skip_destroy: true });
  expect(lossOf(kept)?.kind).toBe("none");
});

const manifest = (apiVersion: string, kind: string): Json => ({
  manifest: { apiVersion, kind, metadata: { name: "shop" } },
});

it.each<[string, string, Json, string | undefined]>([
  [
    "a namespace",
    "kubernetes_manifest",
    manifest("v1", "Namespace"),
    "everything in the namespace is deleted",
  ],
  [
    "a persistent volume claim",
    "kubernetes_manifest",
    manifest("v1", "PersistentVolumeClaim"),
    "all its data is lost unless its volume is retained or a snapshot exists",
  ],
  [
    "a custom resource definition",
    "kubernetes_manifest",
    manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    "every object of its kind is deleted",
  ],
  [
    "a namespace of the kubectl provider",
    "kubectl_manifest",
    { api_version: "v1", kind: "Namespace", yaml_body: "kind: Namespace" },
    "everything in the namespace is deleted",
  ],
  [
    "a workload of the kustomize provider",
    "kustomization_resource",
    { manifest: '{"apiVersion":"apps/v1","kind":"StatefulSet"}' },
    "its pods are deleted",
  ],
  ["a text that is no JSON", "kustomization_resource", { manifest: "kind: Namespace" }, undefined],
  [
    "a kind with the same name in another API",
    "kubernetes_manifest",
    manifest("serving.knative.dev/v1", "Service"),
    undefined,
  ],
  ["no object", "kubernetes_manifest", {}, undefined],
])("a manifest of %s", (_, type, before, text) => {
  expect(loss(type, before)).toBe(text);
});

test("the importance of a change is that of its loss", () => {
  const all = ["aws_kms_key", "aws_lb", "aws_db_instance", "x"].map((type) => change(type));
  expect(all.map(importanceOf)).toStrictEqual(["data", "service", "data", undefined]);
});

test("a change without a type has no known loss, and does not fail (P-E 34)", () => {
  const untyped = { address: "t.a", change: { actions: ["delete"] } } as never;
  expect(lossOf(untyped)).toBeUndefined();
});
