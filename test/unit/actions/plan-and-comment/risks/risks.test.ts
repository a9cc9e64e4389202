import { expect, test } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { risksOf } from "../../../../../actions/plan-and-comment/src/risks/risks.ts";

const one = (
  type: string,
  actions: string[],
  before: Json = {},
  after: Json = null,
): ResourceChange => ({
  address: `${type}.x`,
  mode: "managed",
  type,
  name: "x",
  change: { actions, before, after },
});

function orderOf(...changes: ResourceChange[]): string[] {
  const overview = overviewOf({ format_version: "1.2", resource_changes: changes });
  return risksOf(overview, overview.causes, (text) => text).map(
    ({ kind, instances }) => `${kind} ${instances.address}`,
  );
}

const REPLACE = ["delete", "create"];
const IN_ORDER = [
  one("aws_db_instance", ["delete"]),
  one("aws_dynamodb_table", REPLACE, {}, {}),
  one(
    "aws_rds_cluster",
    ["update"],
    { backup_retention_period: 7 },
    { backup_retention_period: 1 },
  ),
  one("aws_kms_alias", ["a new kind of change"], {}, {}),
  one("aws_lb", ["update"], { internal: true }, { internal: false }),
  one("aws_nat_gateway", ["delete"]),
  one("aws_eks_node_group", REPLACE, {}, {}),
  one("aws_s3_bucket_versioning", ["delete"]),
  one("aws_eks_cluster", ["update"], { deletion_protection: true }, { deletion_protection: false }),
  one("aws_iam_role", ["delete"]),
  one("aws_iam_policy", REPLACE, {}, {}),
];

test("the order is: lost data, unknown actions, opened access, service, protections, the rest", () => {
  const wanted = [
    "destroy aws_db_instance.x",
    "replace aws_dynamodb_table.x",
    "keeps aws_rds_cluster.x",
    "unknown aws_kms_alias.x",
    "open aws_lb.x",
    "destroy aws_nat_gateway.x",
    "replace aws_eks_node_group.x",
    "destroy aws_s3_bucket_versioning.x",
    "guards aws_eks_cluster.x",
    "destroy aws_iam_role.x",
    "replace aws_iam_policy.x",
  ];
  expect(orderOf(...IN_ORDER)).toStrictEqual(wanted);
  expect(orderOf(...IN_ORDER.toReversed())).toStrictEqual(wanted);
});

test("a log group that stays is no more important than an object of which nothing is known", () => {
  const kept = one("aws_cloudwatch_log_group", ["delete"], { skip_destroy: true });
  expect(orderOf(kept, one("aws_nat_gateway", ["delete"]))).toStrictEqual([
    "destroy aws_nat_gateway.x",
    "destroy aws_cloudwatch_log_group.x",
  ]);
});

test("a destroyed network policy opens something only if its namespace stays", () => {
  const policy = one("kubernetes_network_policy_v1", ["delete"], {
    id: "shop/p",
    metadata: [{ namespace: "shop" }],
  });
  const namespace = one("kubernetes_namespace_v1", ["delete"], { id: "shop" });
  expect(orderOf(policy)).toContain("open kubernetes_network_policy_v1.x");
  expect(orderOf(policy, namespace)).not.toContain("open kubernetes_network_policy_v1.x");
});

test("instances share one line only if their earlier value is the same", () => {
  const versionOf = (index: number, before: string): ResourceChange => ({
    ...one("aws_db_instance", ["update"], { engine_version: before }, { engine_version: "16.4" }),
    address: `aws_db_instance.x[${index}]`,
    index,
  });
  const overview = overviewOf({
    format_version: "1.2",
    resource_changes: [versionOf(0, "15.2"), versionOf(1, "14.9"), versionOf(2, "15.2")],
  });
  const risks = risksOf(overview, overview.causes, (text) => text);
  expect(risks.map(({ instances }) => instances.changes.map(({ index }) => index))).toStrictEqual([
    [0, 2],
    [1],
  ]);
});
