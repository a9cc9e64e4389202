// Plans for cases that the recorded plans do not have. Each is as small as possible.
import type {
  Json,
  Marks,
  Plan,
  ResourceChange,
} from "../../../actions/lib/terraform/plan-json.ts";

interface More {
  before?: Json;
  after?: Json;
  unknown?: Marks;
  sensitive?: Marks;
  paths?: (string | number)[][];
  reason?: string;
  previous?: string;
  importing?: { id: string };
}

const ACTIONS = {
  create: ["create"],
  update: ["update"],
  delete: ["delete"],
  replace: ["delete", "create"],
  "replace-first": ["create", "delete"],
  none: ["no-op"],
  forget: ["forget"],
} as const;

function change(address: string, action: keyof typeof ACTIONS, more: More = {}): ResourceChange {
  const [type = "", name = ""] = address.replace(/^(?:module\.[^.]+\.)*/, "").split(/[.[]/);
  const { before = {}, after = {}, paths, reason, previous, importing } = more;
  return {
    address,
    mode: "managed",
    type,
    name,
    ...(reason === undefined ? {} : { action_reason: reason }),
    ...(previous === undefined ? {} : { previous_address: previous }),
    change: {
      actions: [...ACTIONS[action]],
      before: action === "create" ? null : before,
      after: action === "delete" || action === "forget" ? null : after,
      after_unknown: more.unknown ?? {},
      before_sensitive: more.sensitive ?? {},
      after_sensitive: more.sensitive ?? {},
      ...(paths === undefined ? {} : { replace_paths: paths }),
      ...(importing === undefined ? {} : { importing }),
    },
  };
}

const plan = (changes: ResourceChange[], more: Partial<Plan> = {}): Plan => ({
  format_version: "1.2",
  terraform_version: "1.11.4",
  resource_changes: changes,
  ...more,
});

const FORCED = "replace_because_cannot_update";
const database = { engine: "postgres", identifier: "orders", skip_final_snapshot: true };
const policy = (statement: Record<string, Json>) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const keys = (number: number) => Array.from({ length: number }, (_, at) => `k${at}`);

export const CONSTRUCTED: Readonly<Record<string, Plan>> = {
  "destroy-database": plan([
    change("aws_db_instance.orders", "delete", {
      before: database,
      reason: "delete_because_no_resource_config",
    }),
    change("aws_iam_role.reader", "update", { before: { path: "/" }, after: { path: "/db/" } }),
  ]),
  "replace-database": plan([
    change("module.data.aws_db_instance.orders", "replace", {
      before: { ...database, skip_final_snapshot: false },
      after: { ...database, skip_final_snapshot: false, identifier: "orders-2" },
      paths: [["identifier"]],
      reason: FORCED,
    }),
  ]),
  "open-ssh": plan([
    change("aws_security_group.web", "update", {
      before: {
        ingress: [{ from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["10.0.0.0/8"] }],
      },
      after: {
        ingress: [
          { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["10.0.0.0/8", "0.0.0.0/0"] },
        ],
      },
    }),
  ]),
  "open-bucket": plan([
    change("aws_s3_bucket_policy.site", "update", {
      before: {
        policy: policy({ Sid: "Site", Principal: { AWS: "111111111111" }, Action: "s3:GetObject" }),
      },
      after: { policy: policy({ Sid: "Site", Principal: "*", Action: "s3:GetObject" }) },
    }),
    change("aws_s3_bucket_public_access_block.site", "delete", {
      before: { block_public_policy: true },
    }),
  ]),
  "open-admin": plan([
    change('aws_iam_role_policy_attachment.ci["admin"]', "create", {
      after: { role: "ci", policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    }),
  ]),
  "open-network-policy": plan([
    change("kubernetes_network_policy_v1.web", "delete", { before: { spec: [{}] } }),
  ]),
  "open-load-balancer": plan([
    change("aws_lb.web", "replace-first", {
      before: { internal: true, name: "web" },
      after: { internal: false, name: "web-2" },
      paths: [["internal"], ["name"]],
      reason: FORCED,
    }),
  ]),
  "protections-end": plan([
    change("aws_db_instance.shop", "update", {
      before: { deletion_protection: true, backup_retention_period: 7 },
      after: { deletion_protection: false, backup_retention_period: 1 },
    }),
    change("aws_eks_cluster.main", "update", {
      before: { version: "1.32" },
      after: { version: "1.33" },
    }),
    change("aws_eks_node_group.main", "update", {
      before: { version: "1.32" },
      after: { version: "1.33" },
    }),
    change("kubernetes_service_v1.web", "update", {
      before: { spec: [{ type: "LoadBalancer", load_balancer_source_ranges: ["192.0.2.0/24"] }] },
      after: { spec: [{ type: "LoadBalancer", load_balancer_source_ranges: null }] },
    }),
  ]),
  "outputs-only": plan([], {
    output_changes: { url: { actions: ["update"], before: "a", after: "b" } },
  }),
  "move-only": plan([change("t.b", "none", { previous: "t.a" })]),
  "import-only": plan([change("aws_vpc.main", "none", { importing: { id: "vpc-1" } })]),
  "forget-only": plan([
    change("aws_s3_bucket.old", "forget", { reason: "delete_because_no_resource_config" }),
  ]),
  "no-changes": plan([change("t.a", "none")]),
  "failed-check": plan([], {
    checks: [
      {
        address: { to_display: "check.certificate" },
        status: "fail",
        instances: [{ status: "fail", problems: [{ message: "it ends tomorrow" }] }],
      },
    ],
  }),
  "deferred-replacement": plan([change("t.a", "create", { after: { x: 1 } })], {
    complete: false,
    deferred_changes: [
      {
        reason: "resource_config_unknown",
        resource_change: change("aws_db_instance.later", "replace", {
          before: database,
          after: database,
        }),
      },
    ],
  }),
  "replace-by-request": plan([
    change("aws_instance.bastion", "replace", {
      before: { ami: "ami-1" },
      after: { ami: "ami-1" },
      reason: "replace_because_by_request",
    }),
  ]),
  "replace-secret": plan([
    change("aws_db_instance.orders", "replace", {
      before: { ...database, password: "old" },
      after: { ...database, password: "new" },
      sensitive: { password: true },
      paths: [["password"]],
      reason: FORCED,
    }),
  ]),
  "tainted-instances": plan(
    keys(3).map((key) =>
      change(`aws_instance.worker["${key}"]`, "replace", {
        before: { ami: "a" },
        after: { ami: "a" },
        reason: "replace_because_tainted",
      }),
    ),
  ),
  "replace-instances": plan(
    keys(4).map((key, at) =>
      change(`aws_ebs_volume.data["${key}"]`, "replace", {
        before: { availability_zone: "a", size: 10 + at },
        after: { availability_zone: "b", size: 10 + at },
        paths: [["availability_zone"]],
        reason: FORCED,
      }),
    ),
  ),
  "destroy-everything": plan([
    ...keys(30).map((key) => change(`aws_s3_object.page["${key}"]`, "delete", { before: { key } })),
    change("aws_s3_bucket.site", "delete", { before: { bucket: "site", force_destroy: true } }),
    change("aws_kms_key.site", "delete", { before: { key_id: "k" } }),
  ]),
  "ten-thousand": plan([
    ...Array.from({ length: 9_999 }, (_, at) =>
      change(`module.m${at}.terraform_data.x`, at % 2 === 0 ? "create" : "update", {
        before: { input: at },
        after: { input: at + 1 },
      }),
    ),
    change("module.last.aws_dynamodb_table.orders", "delete", { before: { name: "orders" } }),
  ]),
};

/** By name of the plan: what the plan does not cover, if it leaves something out. */
export const LIMITS: Readonly<Record<string, string[]>> = {
  "move-only": ["the real objects (refresh is off, so the plan relies on the state)"],
  "open-ssh": ["everything that aws_security_group.web does not need"],
};
