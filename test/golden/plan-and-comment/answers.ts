// What the first screen of each plan's comment has to say. `counts` is the tool's own line: for a recorded plan, it is
// copied from the tool's output. If a list is empty, the screen may say nothing of that kind.
export interface Answers {
  /** What is lost. */
  lost: string[];
  /** What is replaced, and which attribute of which resource causes that. */
  replaced: string[];
  /** What opens access. */
  opened: string[];
  /** How many resources are added, changed and destroyed. */
  counts: string;
  /** What the plan does not cover. */
  unseen: string[];
  /** What happens on merge. */
  merge: string;
}

const NOTHING: Pick<Answers, "lost" | "replaced" | "opened" | "unseen"> = {
  lost: [],
  replaced: [],
  opened: [],
  unseen: [],
};
const APPLIED = "merging applies this to `dev`";
const NO_APPLY = "nothing to apply to `dev`";
const CLAIM = "all its data is lost unless its volume is retained or a snapshot exists";

export const ANSWERS: Readonly<Record<string, Answers>> = {
  create: {
    ...NOTHING,
    opened: [
      '`kubernetes_ingress_v1.web`: `metadata[0].annotations["alb.ingress.kubernetes.io/scheme"]`',
      "`kubernetes_service_v1.public`",
    ],
    counts: "Plan: 21 to add, 0 to change, 0 to destroy.",
    merge: APPLIED,
  },
  "tofu-create": {
    ...NOTHING,
    opened: ["`kubernetes_ingress_v1.web`", "`kubernetes_service_v1.public`"],
    counts: "Plan: 21 to add, 0 to change, 0 to destroy.",
    merge: APPLIED,
  },
  destroy: {
    lost: [
      "`kubernetes_namespace_v1.app` — everything in the namespace is deleted",
      `\`kubernetes_persistent_volume_claim_v1.data\` — ${CLAIM}`,
    ],
    replaced: [],
    // The network policy is deleted with its namespace, so nothing is open afterwards.
    opened: [],
    counts: "Plan: 0 to add, 0 to change, 21 to destroy.",
    unseen: [],
    merge: APPLIED,
  },
  drift: {
    ...NOTHING,
    opened: ["`kubernetes_service_v1.public`"],
    counts: "Plan: 1 to add, 2 to change, 0 to destroy.",
    merge: APPLIED,
  },
  "moved-removed-imported": {
    ...NOTHING,
    counts: "Plan: 1 to import, 0 to add, 1 to change, 0 to destroy.",
    merge: APPLIED,
  },
  noop: {
    ...NOTHING,
    counts: "No changes. The infrastructure matches the configuration.",
    merge: NO_APPLY,
  },
  "refresh-only": {
    ...NOTHING,
    counts: "No changes",
    unseen: ["the configuration"],
    merge: NO_APPLY,
  },
  "replace-namespace": {
    lost: ["everything in the namespace is deleted", CLAIM],
    replaced: [
      '`kubernetes_namespace_v1.app`: `metadata[0].name` `"shop"` → `"shop2"` — replaces 19 others with it',
      "`kubernetes_persistent_volume_claim_v1.data`: `metadata[0].namespace` from `kubernetes_namespace_v1.app`",
    ],
    opened: [],
    counts: "Plan: 20 to add, 0 to change, 20 to destroy.",
    unseen: [],
    merge: APPLIED,
  },
  "replace-selector": {
    ...NOTHING,
    lost: ["its pods are deleted before the new ones run"],
    replaced: [
      '`kubernetes_deployment_v1.web`: `spec[0].selector[0].match_labels.app` `"web"` → `"web2"`',
      "`kubernetes_pod_disruption_budget_v1.web`",
    ],
    counts: "Plan: 2 to add, 3 to change, 2 to destroy.",
    merge: APPLIED,
  },
  "tofu-replace": {
    ...NOTHING,
    lost: ["its pods are deleted before the new ones run"],
    replaced: [
      '`kubernetes_deployment_v1.web`: `spec[0].selector[0].match_labels.app` `"web"` → `"web2"`',
    ],
    counts: "Plan: 2 to add, 3 to change, 2 to destroy.",
    merge: APPLIED,
  },
  "secret-only": {
    ...NOTHING,
    counts: "Plan: 0 to add, 2 to change, 0 to destroy.",
    merge: APPLIED,
  },
  tainted: {
    ...NOTHING,
    lost: ["its pods are deleted before the new ones run"],
    replaced: ["`kubernetes_deployment_v1.web`: tainted: its creation did not finish"],
    counts: "Plan: 1 to add, 0 to change, 1 to destroy.",
    merge: APPLIED,
  },
  target: {
    ...NOTHING,
    unseen: ["another plan will be needed"],
    counts: "Plan: 0 to add, 1 to change, 0 to destroy.",
    merge: APPLIED,
  },
  update: { ...NOTHING, counts: "Plan: 0 to add, 2 to change, 0 to destroy.", merge: APPLIED },
  "fleet-create": {
    ...NOTHING,
    opened: [
      '`module.access.aws_eks_access_policy_association.this["arn:aws:iam::111111111111:role/fleet-dev-deploy"]`',
      "the Kubernetes API can be reached from 203.0.113.0/24",
    ],
    counts: "Plan: 45 to add, 0 to change, 0 to destroy.",
    merge: APPLIED,
  },
  "fleet-replace-network": {
    lost: [
      "what runs in it loses its network",
      "its nodes are removed, and the pods on them are evicted",
    ],
    replaced: [
      '`module.network.aws_vpc.this`: `cidr_block` `"10.0.0.0/16"` → `"10.8.0.0/16"` — replaces 17 others with it',
      '`module.node_group.aws_eks_node_group.this["general"]`: `instance_types[0]` `"t3.large"` → `"t3.xlarge"`',
    ],
    opened: [
      '`module.cluster.aws_eks_cluster.this`: `vpc_config[0].public_access_cidrs[0]` `"203.0.113.0/24"` → `"0.0.0.0/0"` — the Kubernetes API can be reached from the whole internet',
    ],
    counts: "Plan: 18 to add, 2 to change, 18 to destroy.",
    unseen: [],
    merge: APPLIED,
  },
  "destroy-database": {
    ...NOTHING,
    lost: [
      "`aws_db_instance.orders` — no longer in the configuration; all its data is lost: no final snapshot is taken",
    ],
    counts: "Plan: 0 to add, 1 to change, 1 to destroy.",
    merge: APPLIED,
  },
  "replace-database": {
    ...NOTHING,
    lost: ["its data is left only in the final snapshot"],
    replaced: ['`module.data.aws_db_instance.orders`: `identifier` `"orders"` → `"orders-2"`'],
    counts: "Plan: 1 to add, 0 to change, 1 to destroy.",
    merge: APPLIED,
  },
  "protections-end": {
    lost: [
      "**Keeps less of** `aws_db_instance.shop`: `backup_retention_period` `7` → `1` — automated backups older than 1 day are deleted: make a snapshot of what you need to keep",
      "**Unprotects** `aws_db_instance.shop`: `deletion_protection`",
      "**Changes the version of** `aws_eks_cluster.main`: `version`",
      "**Renews the nodes of** `aws_eks_node_group.main`: `version`",
    ],
    replaced: [],
    opened: ["`kubernetes_service_v1.web`: `spec[0].load_balancer_source_ranges`"],
    counts: "Plan: 0 to add, 4 to change, 0 to destroy.",
    unseen: [],
    merge: APPLIED,
  },
  "open-ssh": {
    ...NOTHING,
    opened: [
      '`aws_security_group.web`: `ingress[0].cidr_blocks[1]` `"0.0.0.0/0"` — port 22 is open to the whole internet',
    ],
    counts: "Plan: 0 to add, 1 to change, 0 to destroy.",
    unseen: ["everything that aws\\_security\\_group.web does not need"],
    merge: APPLIED,
  },
  "open-bucket": {
    ...NOTHING,
    lost: ["**Destroys** `aws_s3_bucket_public_access_block.site`"],
    opened: [
      "`aws_s3_bucket_policy.site`",
      'Statement "Site": every AWS account and everybody else is allowed',
      "`aws_s3_bucket_public_access_block.site` — what it blocked is open",
    ],
    counts: "Plan: 0 to add, 1 to change, 1 to destroy.",
    merge: APPLIED,
  },
  "open-admin": {
    ...NOTHING,
    opened: [
      '`aws_iam_role_policy_attachment.ci["admin"]`',
      "AdministratorAccess allows nearly everything",
    ],
    counts: "Plan: 1 to add, 0 to change, 0 to destroy.",
    merge: APPLIED,
  },
  "open-network-policy": {
    ...NOTHING,
    lost: ["**Destroys** `kubernetes_network_policy_v1.web`"],
    opened: ["`kubernetes_network_policy_v1.web` — what it blocked is open"],
    counts: "Plan: 0 to add, 0 to change, 1 to destroy.",
    merge: APPLIED,
  },
  "open-load-balancer": {
    ...NOTHING,
    replaced: ['`aws_lb.web`: `internal` `true` → `false`, `name` `"web"` → `"web-2"`'],
    opened: ["`aws_lb.web`: `internal` `true` → `false` — it is reachable from the internet"],
    counts: "Plan: 1 to add, 0 to change, 1 to destroy.",
    merge: APPLIED,
  },
  "outputs-only": { ...NOTHING, counts: "Plan: 1 output to change", merge: APPLIED },
  "move-only": {
    ...NOTHING,
    counts: "Plan: 0 to add, 0 to change, 0 to destroy.",
    unseen: ["the real objects"],
    merge: APPLIED,
  },
  "import-only": {
    ...NOTHING,
    counts: "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.",
    merge: APPLIED,
  },
  "forget-only": {
    ...NOTHING,
    counts: "Plan: 0 to add, 0 to change, 0 to destroy.",
    merge: APPLIED,
  },
  "no-changes": {
    ...NOTHING,
    counts: "No changes. The infrastructure matches the configuration.",
    merge: NO_APPLY,
  },
  "failed-check": { ...NOTHING, counts: "No changes", merge: NO_APPLY },
  "deferred-replacement": {
    ...NOTHING,
    lost: ["**A later plan destroys or replaces 1 resource**: `aws_db_instance.later`"],
    counts: "Plan: 1 to add, 0 to change, 0 to destroy.",
    unseen: ["another plan will be needed"],
    merge: APPLIED,
  },
  "replace-by-request": {
    ...NOTHING,
    lost: ["what runs on it stops"],
    replaced: ["`aws_instance.bastion`: requested with -replace"],
    counts: "Plan: 1 to add, 0 to change, 1 to destroy.",
    merge: APPLIED,
  },
  "replace-secret": {
    ...NOTHING,
    lost: ["all its data is lost: no final snapshot is taken"],
    replaced: ["`aws_db_instance.orders`: `password` (a sensitive value)"],
    counts: "Plan: 1 to add, 0 to change, 1 to destroy.",
    merge: APPLIED,
  },
  "tainted-instances": {
    ...NOTHING,
    lost: ["what runs on it stops"],
    replaced: ['`aws_instance.worker["k0", "k1", "k2"]`: tainted'],
    counts: "Plan: 3 to add, 0 to change, 3 to destroy.",
    merge: APPLIED,
  },
  "replace-instances": {
    ...NOTHING,
    lost: ["all its data is lost unless a snapshot exists"],
    replaced: [
      '`aws_ebs_volume.data["k0", "k1", "k2", … 1 more]`: `availability_zone` `"a"` → `"b"`',
    ],
    counts: "Plan: 4 to add, 0 to change, 4 to destroy.",
    merge: APPLIED,
  },
  "destroy-everything": {
    ...NOTHING,
    lost: [
      "`aws_s3_bucket.site` — the objects in it are deleted",
      "`aws_kms_key.site` — what it has encrypted",
      '`aws_s3_object.page["k0", "k1", "k2", … 27 more]`',
    ],
    counts: "Plan: 0 to add, 0 to change, 32 to destroy.",
    merge: APPLIED,
  },
  "ten-thousand": {
    ...NOTHING,
    lost: [
      "`module.last.aws_dynamodb_table.orders` — all its data is lost unless a snapshot exists",
    ],
    counts: "Plan: 5000 to add, 4999 to change, 1 to destroy.",
    merge: APPLIED,
  },
};
