// What the first screen of each environment's comment has to say.
interface Answers {
  /** For each workspace: its progress, its counts, and its gravest risk. */
  index: string[];
  /** The risks of all workspaces, the worst consequence first. */
  risks: string[];
  /** What else is lost. */
  rest: string;
  /** What the plans do not cover, and how an apply failed. */
  also?: string[];
  /** What happens on merge. "" if it has already happened, or must not be said. */
  next: string;
}

const APPLIED = "merging applies this to `dev`";
const NOTHING = "Nothing is destroyed or replaced.";
const NOTHING_ELSE = "Nothing else is destroyed or replaced.";

export const ENVIRONMENT_ANSWERS: Readonly<Record<string, Answers>> = {
  "first-deployment": {
    index: [
      "- 🔵 **Planned** `infrastructure`: 45 to add, 0 to change, 0 to destroy · 9 outputs to change — opens `module.access.",
      "- 🔵 **Planned** `kubernetes`: 21 to add, 0 to change, 0 to destroy · 2 outputs to change — opens `kubernetes_ingress_v1.web`",
    ],
    risks: [
      "`infrastructure`: **Opens** `module.access.aws_eks_access_policy_association.this",
      "`infrastructure`: **Opens** `module.cluster.aws_eks_cluster.this`",
      "`kubernetes`: **Opens** `kubernetes_ingress_v1.web`",
      "`kubernetes`: **Opens** `kubernetes_service_v1.public`",
    ],
    rest: NOTHING,
    next: APPLIED,
  },
  dangerous: {
    index: [
      "- 🔵 **Planned** `infrastructure`: 18 to add, 2 to change, 18 to destroy · 18 replacements · 3 outputs to change — replaces `module.network.aws_vpc.this`",
      "- 🔵 **Planned** `kubernetes`: 20 to add, 0 to change, 20 to destroy · 20 replacements · 1 output to change — replaces `kubernetes_namespace_v1.app`",
    ],
    risks: [
      '`infrastructure`: **Replaces** `module.network.aws_vpc.this`: `cidr_block` `"10.0.0.0/16"` → `"10.8.0.0/16"` — replaces 17 others',
      '`kubernetes`: **Replaces** `kubernetes_namespace_v1.app`: `metadata[0].name` `"shop"` → `"shop2"`',
      "`kubernetes`: **Replaces** `kubernetes_persistent_volume_claim_v1.data`",
      "`infrastructure`: **Opens** `module.cluster.aws_eks_cluster.this`",
    ],
    rest: "And 1 more line of this list: see below.",
    next: APPLIED,
  },
  "one-dangerous": {
    index: [
      "- 🔵 **Planned** `kubernetes`: 2 to add, 3 to change, 2 to destroy · 2 replacements — replaces `kubernetes_deployment_v1.web`",
      "- 🔵 **Planned** `infrastructure`: 0 to add, 2 to change, 0 to destroy",
    ],
    risks: [
      "`kubernetes`: **Replaces** `kubernetes_deployment_v1.web`",
      "`kubernetes`: **Replaces** `kubernetes_pod_disruption_budget_v1.web`",
    ],
    rest: NOTHING_ELSE,
    next: APPLIED,
  },
  "one-applied": {
    index: [
      "- 🔵 **Planned** `kubernetes`: 0 to add, 2 to change, 0 to destroy",
      "- ✅ **Applied** `infrastructure`: 18 to add, 2 to change, 18 to destroy",
    ],
    risks: [],
    rest: "Nothing is destroyed or replaced by what is still planned.",
    next: "",
  },
  "one-superseded": {
    index: [
      "- ⚠️ **Superseded** `infrastructure`: 0 to add, 1 to change, 0 to destroy — opens `aws_security_group.web`",
      "- 🔵 **Planned** `kubernetes`: 0 to add, 2 to change, 0 to destroy",
    ],
    risks: ["`infrastructure`: **Opens** `aws_security_group.web`"],
    rest: NOTHING,
    also: [
      "Not looked at: in `infrastructure` everything that aws\\_security\\_group.web does not need.",
    ],
    next: APPLIED,
  },
  "plan-failed": {
    index: [
      "- ❌ **Plan failed** `infrastructure`: Invalid value for input variable: environments/dev.tfvars:11",
      "- 🔵 **Planned** `kubernetes`: 0 to add, 2 to change, 0 to destroy",
    ],
    risks: [],
    rest: "Nothing is destroyed or replaced by what is planned.",
    next: "plan again before merging: what `infrastructure` destroys or replaces is not known.",
  },
  "plan-cancelled": {
    index: [
      "- ⚪ **Cancelled** `kubernetes`: cancelled before the plan was finished",
      "- 🔵 **Planned** `infrastructure`: 0 to add, 1 to change, 1 to destroy",
    ],
    risks: ["`infrastructure`: **Destroys** `aws_db_instance.orders`"],
    rest: "Nothing else is destroyed or replaced by what is planned.",
    next: "plan again before merging: what `kubernetes` destroys or replaces is not known.",
  },
  "policy-refuses": {
    index: [
      "- 🔵 **Planned** `infrastructure`: 0 to add, 1 to change, 1 to destroy · the policy does not accept it",
      "- 🔵 **Planned** `kubernetes`: 0 to add, 2 to change, 0 to destroy",
    ],
    risks: ["`infrastructure`: **Destroys** `aws_db_instance.orders`"],
    rest: NOTHING_ELSE,
    next: "`infrastructure` is not applied until the policy accepts it.",
  },
  "not-all-looked-at": {
    index: [
      "- 🔵 **Planned** `infrastructure`: 0 to add, 1 to change, 0 to destroy",
      "- 🔵 **Planned** `kubernetes`: 0 to add, 1 to change, 0 to destroy",
    ],
    risks: ["`infrastructure`: **Opens** `aws_security_group.web`"],
    rest: NOTHING,
    also: [
      "Not looked at: in `infrastructure` everything that aws\\_security\\_group.web does not need; in `kubernetes` changes that only another plan can show.",
    ],
    next: APPLIED,
  },
  "both-applied": {
    index: [
      "- ✅ **Applied** `infrastructure`: 0 to add, 2 to change, 0 to destroy",
      "- ✅ **Applied** `kubernetes`: 2 to add, 3 to change, 2 to destroy",
    ],
    risks: [],
    rest: "",
    next: "",
  },
  "apply-failed": {
    index: [
      "- ❌ **Apply failed** `kubernetes`: 0 to add, 2 to change, 0 to destroy",
      "- ✅ **Applied** `infrastructure`: 0 to add, 1 to change, 1 to destroy",
    ],
    risks: [],
    rest: "Nothing is destroyed or replaced by what is still planned.",
    also: [
      "`kubernetes`: ❌ **The apply failed** 2026-11-29 10:30 UTC by `octocat`",
      "the cluster is not reachable. No change was finished.",
    ],
    next: "",
  },
  "one-not-planned-again": {
    index: [
      "- ⚪ **Planned earlier** at `fedcba9` `kubernetes`: 2 to add, 3 to change, 2 to destroy",
      "- 🔵 **Planned** `infrastructure`: 0 to add, 2 to change, 0 to destroy",
    ],
    risks: [
      "`kubernetes` at `fedcba9`: **Replaces** `kubernetes_deployment_v1.web`",
      "`kubernetes_pod_disruption_budget_v1.web`",
    ],
    rest: NOTHING_ELSE,
    also: [
      "Not planned at `0123456`: `kubernetes`. What this comment shows of it is from an earlier commit, and is not part of this run.",
    ],
    next: APPLIED,
  },
  "state-key-changed": {
    index: [
      "- 🔵 **Planned** `terraform/infrastructure`: 0 to add, 2 to change, 0 to destroy",
      "- 🔵 **Planned** `kubernetes`: 0 to add, 2 to change, 0 to destroy",
      "- ⚪ **Planned earlier** at `fedcba9` `terraform/infrastructure`: 0 to add, 1 to change, 1 to destroy",
    ],
    risks: [],
    rest: "Nothing is destroyed or replaced.",
    also: [
      "Not planned at `0123456`: `terraform/infrastructure` (this folder has another state now). What this comment shows of it is from an earlier commit, and is not part of this run.",
    ],
    next: APPLIED,
  },
  "folder-renamed-after-failure": {
    index: [
      "- ⚪ **Plan failed earlier** at `fedcba9` `infra`",
      "- 🔵 **Planned** `infrastructure`: 0 to add, 2 to change, 0 to destroy",
    ],
    risks: [],
    rest: "Nothing is destroyed or replaced by what is planned.",
    also: ["Not planned at `0123456`: `infra`."],
    next: APPLIED,
  },
  "nothing-changes": {
    index: [
      "- 🔵 **Planned** `infrastructure`: No changes",
      "- 🔵 **Planned** `kubernetes`: No changes",
    ],
    risks: [],
    rest: "",
    next: "nothing to apply to `dev`.",
  },
  ten: {
    index: [
      "`a-ten-thousand`: 5000 to add, 4999 to change, 1 to destroy — destroys `module.last.aws_dynamodb_table.orders`",
      "`d-destroy`: 0 to add, 0 to change, 21 to destroy — destroys `kubernetes_namespace_v1.app`",
      "`h-destroy-everything`: 0 to add, 0 to change, 32 to destroy",
      "`c-fleet-replace-network`: 18 to add, 2 to change, 18 to destroy",
      "`e-replace-namespace`: 20 to add, 0 to change, 20 to destroy",
      "`b-fleet-create`: 45 to add, 0 to change, 0 to destroy",
      "`f-create`: 21 to add, 0 to change, 0 to destroy",
      "`g-tofu-create`: 21 to add, 0 to change, 0 to destroy",
      "`i-update`: 0 to add, 2 to change, 0 to destroy",
      "`j-noop`: No changes",
    ],
    risks: [
      "`a-ten-thousand`: **Destroys** `module.last.aws_dynamodb_table.orders` — all its data is lost",
      "`d-destroy`: **Destroys** `kubernetes_namespace_v1.app` — everything in the namespace is deleted",
      "`h-destroy-everything`: **Destroys** `aws_s3_bucket.site`",
    ],
    rest: "And 51 more destroyed, 38 more replaced, 7 more risks: see below.",
    next: APPLIED,
  },
};
