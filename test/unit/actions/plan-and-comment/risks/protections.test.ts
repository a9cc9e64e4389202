import { describe, expect, it, test } from "@jest/globals";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import type {
  Change,
  Json,
  ResourceChange,
} from "../../../../../actions/lib/terraform/plan-json.ts";
import { weakeningsOf } from "../../../../../actions/plan-and-comment/src/risks/protections.ts";

const change = (
  type: string,
  before: Json,
  after: Json,
  more: Partial<Change> = {},
): ResourceChange => ({
  address: `${type}.x`,
  mode: "managed",
  type,
  name: "x",
  change: { actions: ["update"], before, after, ...more },
});

const weakenings = (...given: Parameters<typeof change>) =>
  weakeningsOf(change(...given)).map(
    ({ kind, difference, text }) => `${kind} ${pathText(difference?.steps ?? [])}: ${text}`,
  );

const LEFT_ON = "its deletion is no longer refused: leave it on unless you delete it next";
const NO_SNAPSHOT =
  "destroying it takes no final snapshot: make one yourself before you destroy it";

const switched = (name: string, before: Json, after: Json): [Json, Json] => [
  { [name]: before },
  { [name]: after },
];
const inBlock = (block: string, name: string, before: Json, after: Json): [Json, Json] => [
  { [block]: [{ [name]: before }] },
  { [block]: [{ [name]: after }] },
];
const labelled = (before: Record<string, string>, after: Record<string, string>): [Json, Json] => [
  { metadata: [{ labels: before }] },
  { metadata: [{ labels: after }] },
];
const volume = (spec: Record<string, string>): Json => ({
  manifest: { apiVersion: "v1", kind: "PersistentVolume", spec },
});
const ENFORCE = "pod-security.kubernetes.io/enforce";

describe("a protection ends with", () => {
  it.each<[string, [Json, Json], string]>([
    [
      "aws_db_instance",
      switched("deletion_protection", true, false),
      `guards deletion_protection: ${LEFT_ON}`,
    ],
    [
      "aws_rds_cluster",
      switched("deletion_protection", true, null),
      `guards deletion_protection: ${LEFT_ON}`,
    ],
    [
      "aws_lb",
      switched("enable_deletion_protection", true, false),
      `guards enable_deletion_protection: ${LEFT_ON}`,
    ],
    [
      "aws_dynamodb_table",
      switched("deletion_protection_enabled", true, false),
      `guards deletion_protection_enabled: ${LEFT_ON}`,
    ],
    [
      "aws_cognito_user_pool",
      switched("deletion_protection", "ACTIVE", "INACTIVE"),
      `guards deletion_protection: ${LEFT_ON}`,
    ],
    [
      "google_sql_database_instance",
      switched("deletion_protection", true, false),
      `guards deletion_protection: ${LEFT_ON}`,
    ],
    [
      "aws_instance",
      switched("disable_api_termination", true, false),
      "guards disable_api_termination: its termination is no longer refused: leave it on unless you terminate it next",
    ],
    [
      "aws_s3_bucket",
      switched("force_destroy", null, true),
      "guards force_destroy: destroying it deletes the objects in it too, instead of being refused: leave it false unless you destroy it next",
    ],
    [
      "aws_ecr_repository",
      switched("force_delete", false, true),
      "guards force_delete: destroying it deletes the images in it too, instead of being refused: leave it false unless you destroy it next",
    ],
    [
      "aws_rds_cluster",
      switched("skip_final_snapshot", false, true),
      `guards skip_final_snapshot: ${NO_SNAPSHOT}`,
    ],
    [
      "aws_fsx_lustre_file_system",
      switched("skip_final_backup", false, true),
      `guards skip_final_backup: ${NO_SNAPSHOT}`,
    ],
    [
      "aws_elasticache_replication_group",
      switched("final_snapshot_identifier", "last", null),
      `guards final_snapshot_identifier: ${NO_SNAPSHOT}`,
    ],
    [
      "aws_db_instance",
      switched("backup_retention_period", 7, 0),
      "keeps backup_retention_period: automated backups end, and those that exist are deleted: make a snapshot first",
    ],
    [
      "aws_db_instance",
      switched("backup_retention_period", 7, 1),
      "keeps backup_retention_period: automated backups older than 1 day are deleted: make a snapshot of what you need to keep",
    ],
    [
      "aws_elasticache_cluster",
      switched("snapshot_retention_limit", 5, 0),
      "guards snapshot_retention_limit: no automatic snapshots are made any more",
    ],
    [
      "aws_dynamodb_table",
      inBlock("point_in_time_recovery", "enabled", true, false),
      "keeps point_in_time_recovery[0].enabled: it can no longer be restored to a point in time, not even to an earlier one: make a backup first",
    ],
    [
      "aws_dynamodb_table",
      [{ point_in_time_recovery: [{ enabled: true }] }, { point_in_time_recovery: [] }],
      "keeps point_in_time_recovery[0].enabled: it can no longer be restored to a point in time, not even to an earlier one: make a backup first",
    ],
    [
      "aws_s3_bucket_versioning",
      inBlock("versioning_configuration", "status", "Enabled", "Suspended"),
      "guards versioning_configuration[0].status: what is overwritten or deleted from then on cannot be recovered; earlier versions stay",
    ],
    [
      "aws_kms_key",
      switched("deletion_window_in_days", null, 7),
      "guards deletion_window_in_days: a deletion of the key can be cancelled for 7 days only",
    ],
    [
      "aws_secretsmanager_secret",
      switched("recovery_window_in_days", 30, 0),
      "guards recovery_window_in_days: destroying it deletes its value at once, without a way back",
    ],
    [
      "aws_cloudwatch_log_group",
      switched("retention_in_days", 0, 30),
      "keeps retention_in_days: logs older than 30 days are deleted: first export what you need to keep",
    ],
    [
      "aws_cloudwatch_log_group",
      switched("skip_destroy", true, false),
      "guards skip_destroy: taking it out of the configuration deletes it, instead of leaving it",
    ],
    [
      "aws_db_instance",
      switched("multi_az", true, false),
      "guards multi_az: nothing takes over when its zone fails",
    ],
    [
      "aws_ecr_repository",
      switched("image_tag_mutability", "IMMUTABLE", "MUTABLE"),
      "guards image_tag_mutability: a tag can be moved to another image",
    ],
    [
      "aws_ecr_repository",
      switched("image_tag_mutability", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"),
      "guards image_tag_mutability: a tag that its exclusion filters name can be moved to another image",
    ],
    [
      "aws_ecr_repository",
      switched("image_tag_mutability", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"),
      "guards image_tag_mutability: a tag can be moved to another image, unless its exclusion filters name it",
    ],
    [
      "aws_ecr_repository",
      switched("image_tag_mutability", "IMMUTABLE_WITH_EXCLUSION", null),
      "guards image_tag_mutability: a tag can be moved to another image",
    ],
    [
      "aws_elasticache_replication_group",
      switched("snapshot_retention_limit", 5, null),
      "guards snapshot_retention_limit: no automatic snapshots are made any more",
    ],
    [
      "kubernetes_manifest",
      [volume({}), volume({ persistentVolumeReclaimPolicy: "Delete" })],
      "guards manifest.spec.persistentVolumeReclaimPolicy: its data is deleted with its claim",
    ],
    [
      "aws_launch_template",
      inBlock("metadata_options", "http_tokens", "required", "optional"),
      "guards metadata_options[0].http_tokens: the credentials of its role can be read without a token (IMDSv1)",
    ],
    [
      "kubernetes_persistent_volume_v1",
      inBlock("spec", "persistent_volume_reclaim_policy", "Retain", "Delete"),
      "guards spec[0].persistent_volume_reclaim_policy: its data is deleted with its claim",
    ],
    [
      "kubernetes_namespace_v1",
      labelled({ [ENFORCE]: "restricted" }, {}),
      `guards metadata[0].labels["${ENFORCE}"]: pods in it may do everything, also on their nodes`,
    ],
    [
      "kubernetes_namespace",
      labelled({ [ENFORCE]: "restricted" }, { [ENFORCE]: "baseline" }),
      `guards metadata[0].labels["${ENFORCE}"]: pods in it may do more than the restricted Pod Security Standard allows`,
    ],
  ])("%s %j", (type, [before, after], wanted) => {
    expect(weakenings(type, before, after)).toStrictEqual([wanted]);
  });
});

describe("no protection ends with", () => {
  it.each<[string, string, [Json, Json], Partial<Change>]>([
    [
      "a protection that is switched on",
      "aws_lb",
      switched("enable_deletion_protection", false, true),
      {},
    ],
    [
      "a protection that was never on",
      "aws_lb",
      switched("enable_deletion_protection", false, null),
      {},
    ],
    ["another attribute", "aws_lb", [{ a: 1, force_destroy: true }, { force_destroy: true }], {}],
    ["more days", "aws_db_instance", switched("backup_retention_period", 1, 7), {}],
    [
      "no limit instead of some days",
      "aws_cloudwatch_log_group",
      switched("retention_in_days", 9, 0),
      {},
    ],
    ["days that AWS chooses", "aws_db_instance", switched("backup_retention_period", 7, null), {}],
    ["the default, written out", "aws_kms_key", switched("deletion_window_in_days", null, 30), {}],
    [
      "an attribute of the same name of another type",
      "aws_autoscaling_group",
      switched("force_delete", false, true),
      {},
    ],
    [
      // https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaim-policy
      "the default, no longer written out",
      "kubernetes_manifest",
      [volume({ persistentVolumeReclaimPolicy: "Retain" }), volume({})],
      {},
    ],
    [
      "a snapshot limit that the service chooses",
      "aws_memorydb_cluster",
      switched("snapshot_retention_limit", 5, null),
      {},
    ],
    [
      "a value that is known only after the apply",
      "aws_lb",
      switched("enable_deletion_protection", true, null),
      { after_unknown: { enable_deletion_protection: true } },
    ],
    [
      "a sensitive value",
      "aws_lb",
      switched("enable_deletion_protection", true, false),
      { after_sensitive: { enable_deletion_protection: true } },
    ],
    [
      "an object that is not changed",
      "aws_lb",
      switched("enable_deletion_protection", true, false),
      { actions: ["no-op"] },
    ],
    ["an object that is new", "aws_lb", [null, { enable_deletion_protection: false }], {}],
    ["an object that is destroyed", "aws_lb", [{ enable_deletion_protection: true }, null], {}],
  ])("%s", (_, type, [before, after], more) => {
    expect(weakenings(type, before, after, more)).toStrictEqual([]);
  });
});

test("a replacement with less protection is reported, but not its shorter retention, because the backups of the old object are gone", () => {
  const [before, after] = [
    { deletion_protection: true, backup_retention_period: 7 },
    { deletion_protection: false, backup_retention_period: 0 },
  ];
  const actions = ["delete", "create"];
  expect(weakenings("aws_db_instance", before, after, { actions })).toStrictEqual([
    `guards deletion_protection: once it is replaced, ${LEFT_ON}`,
  ]);
});
