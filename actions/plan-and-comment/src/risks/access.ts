import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Change, Json, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, own } from "../../../lib/terraform/values.ts";
import { differences } from "../changes/difference.ts";
import type { Difference } from "../changes/difference.ts";
import type { Side } from "../changes/side.ts";
import { kubernetesTypeOf } from "./kubernetes-type.ts";
import { liftedRanges } from "./lifted-ranges.ts";
import { limitOf } from "./limits.ts";
import type { Finding } from "./finding.ts";
import { networkPolicyOpenings } from "./network-policy.ts";
import { wideStatements } from "./policy.ts";
import { rangeOpenings } from "./ranges.ts";

/** Returns what the new value at a place opens, in words; undefined if it opens nothing. */
type Rule = (difference: Difference, change: ResourceChange, redact: Redact) => string | undefined;

/** Attributes whose value opens something. A provider may write true as a text. */
const SWITCHES: Readonly<Record<string, { value: boolean | string; text: string }>> = {
  publicly_accessible: { value: true, text: "it gets a public address" },
  map_public_ip_on_launch: { value: true, text: "what starts in it gets a public address" },
  associate_public_ip_address: { value: true, text: "it gets a public address" },
  block_public_acls: { value: false, text: "public ACLs are possible" },
  block_public_policy: { value: false, text: "public policies are possible" },
  ignore_public_acls: { value: false, text: "public ACLs count" },
  restrict_public_buckets: { value: false, text: "public policies count" },
  privileged: { value: true, text: "the container can do everything on its node" },
  host_network: { value: true, text: "the pod uses the network of its node" },
  host_pid: { value: true, text: "the pod sees the processes of its node" },
  hostNetwork: { value: true, text: "the pod uses the network of its node" },
  hostPID: { value: true, text: "the pod sees the processes of its node" },
  authorization_type: { value: "NONE", text: "everybody can call it" },
  principal: { value: "*", text: "everybody is allowed" },
};

/** Managed policies that allow everything, or everything that matters. */
const MANAGED =
  /\/(AdministratorAccess|PowerUserAccess|IAMFullAccess|AmazonEKSClusterAdminPolicy|AmazonEKSAdminPolicy)$/;

/** The widest of them: no other policy allows more. */
const WIDEST = /\/(?:AdministratorAccess|AmazonEKSClusterAdminPolicy)$/;

const NETWORK_POLICY = /^kubernetes_network_policy(?:_v\d+)?$/;

/**
 * Canned ACLs that let many in, the widest last:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
const ACLS = new Map([
  ["authenticated-read", "every AWS account can read what is in it"],
  ["public-read", "everybody can read what is in it"],
  ["public-read-write", "everybody can read and change what is in it"],
]);

/** Groups of grantees that are not people of one account. */
const GRANTEES = new Map([
  ["AllUsers", "everybody gets what the grant gives"],
  ["AuthenticatedUsers", "every AWS account gets what the grant gives"],
]);

const RULES: readonly Rule[] = [
  ({ steps, after }, { change }) => {
    const rule = own(SWITCHES, String(steps.at(-1)));
    if (rule === undefined) return undefined;
    if (textOf(after) !== String(rule.value)) return undefined;
    return steps.at(-1) === "principal" && isLimited(change)
      ? `${rule.text}, under a condition`
      : rule.text;
  },
  opensEndpoint,
  ({ steps, before, after }) => {
    const acls = [...ACLS.keys()];
    const isWider = acls.indexOf(textOf(after)) > acls.indexOf(textOf(before));
    return steps.at(-1) === "acl" && isWider ? ACLS.get(textOf(after)) : undefined;
  },
  ({ steps, after }) =>
    steps.at(-1) === "uri" ? GRANTEES.get(textOf(after).replace(GROUPS, "")) : undefined,
  ({ steps, after }, { type }) =>
    steps.at(-1) === "internal" && /^aws_(?:lb|alb|elb)$/.test(type) && isValue(after, false)
      ? "it is reachable from the internet"
      : undefined,
  ({ steps, before, after }) => {
    const attribute = steps.findLast((step) => typeof step === "string") ?? "";
    if (!/(?:^|_)policy_arns?$/.test(attribute)) return undefined;
    const [, name] = MANAGED.exec(textOf(after)) ?? [];
    return name === undefined || WIDEST.test(textOf(before))
      ? undefined
      : `${name} allows nearly everything`;
  },
  ({ before, after }, _, redact) => {
    if (after.kind !== "value" || typeof after.value !== "string") return undefined;
    const old = before.kind === "value" && typeof before.value === "string" ? before.value : "";
    const wide = wideStatements(old, after.value);
    return wide.length === 0
      ? undefined
      : wide.map(({ name, text }) => redact(`${name}: ${text}`)).join("; ");
  },
  ({ steps, after }, change) => {
    if (!/^kubernetes_(?:cluster_)?role$/.test(kubernetesTypeOf(change)) || !isValue(after, "*"))
      return undefined;
    const list = snakeCase(steps.at(-2));
    return ["verbs", "resources", "api_groups"].includes(list)
      ? `all ${list.replace("_", " ")} are allowed`
      : undefined;
  },
  ({ steps, after }, change) =>
    /^kubernetes_(?:cluster_)?role_binding$/.test(kubernetesTypeOf(change)) &&
    steps.some((step) => snakeCase(step) === "role_ref") &&
    isValue(after, "cluster-admin")
      ? "full control of the cluster"
      : undefined,
  ({ steps, before, after }, change) =>
    kubernetesTypeOf(change) === "kubernetes_service" &&
    steps.at(-1) === "type" &&
    isValue(after, "LoadBalancer") &&
    !isValue(before, "LoadBalancer")
      ? "it is reachable through a load balancer"
      : undefined,
  ({ after }) =>
    isValue(after, "internet-facing") ? "it is reachable from the internet" : undefined,
];

/** Lists the ways in which a change opens access, in the order of its attributes. */
export function openingsOf(change: ResourceChange, redact: Redact): Finding[] {
  const { actions, after } = change.change;
  if (actions.join() === "delete") {
    const text = limitOf(change);
    return text === undefined ? [] : [{ change, difference: undefined, text }];
  }
  if (actions.includes("no-op")) return [];
  if (NETWORK_POLICY.test(change.type)) return networkPolicyOpenings(change, redact);
  const lifted = liftedRanges(change);
  if (!isWide(after)) return lifted;
  const all = differences(change.change);
  const switched = all.flatMap((difference) => {
    if (difference.after.kind !== "value" || isCopy(difference, change)) return [];
    for (const rule of RULES) {
      const text = rule(difference, change, redact);
      if (text !== undefined) return [{ change, difference, text }];
    }
    return [];
  });
  const ranges = rangeOpenings(change, all, redact);
  const place = ({ difference }: Finding) =>
    difference === undefined ? -1 : all.indexOf(difference);
  return [...lifted, ...switched, ...ranges].sort((a, b) => place(a) - place(b));
}

/**
 * Returns whether a difference is in the second copy of a manifest. A manifest is in its resource twice: as it is
 * written, and as the API server has it.
 */
const isCopy = ({ steps: [attribute] }: Difference, { type }: ResourceChange): boolean =>
  type === "kubernetes_manifest" && attribute === "object";

/** Returns a name of the Kubernetes API as the provider writes it: api_groups for apiGroups. */
const snakeCase = (step: string | number | undefined): string =>
  String(step)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_")
    .toLowerCase();

const GROUPS = /^https?:\/\/acs\.amazonaws\.com\/groups\/global\//;

const WIDE =
  /^\*$|\/[0-7](?:$|\s*,)|"Statement"|^public-|^authenticated-read$|\/groups\/global\/|^(?:internet-facing|LoadBalancer|cluster-admin)$|\/\w+(?:Access|Policy)$/;

/**
 * Returns whether something in a value may open anything. In most objects nothing does, and their differences need not
 * be found.
 */
function isWide(value: Json | undefined): boolean {
  if (typeof value === "string") return WIDE.test(value);
  if (Array.isArray(value)) return value.some(isWide);
  if (!isObject(value)) return false;
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (isWide(member)) return true;
    if (typeof member !== "object" && SWITCH_VALUES.get(name) === String(member)) return true;
  }
  return false;
}

/** Values of the rules that need no more than an attribute and its value. */
const SWITCH_VALUES = new Map([
  ...Object.entries(SWITCHES).map(([name, { value }]): [string, string] => [name, String(value)]),
  ["endpoint_public_access", "true"],
  ["internal", "false"],
]);

/** Returns whether aws_lambda_permission limits the callers by more than the principal. */
const isLimited = ({ after }: Change): boolean =>
  isObject(after) &&
  ["principal_org_id", "source_account", "source_arn", "event_source_token"].some(
    (name) => typeof own(after, name) === "string",
  );

const isValue = (side: Side, value: Json): boolean => side.kind === "value" && side.value === value;

/** Returns a scalar as a text: a provider may write true as "true". */
const textOf = (side: Side): string =>
  side.kind === "value" && typeof side.value !== "object" ? String(side.value) : "";

/**
 * Says who can reach the Kubernetes API. Without ranges, everybody can:
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
function opensEndpoint(
  { steps, after: side }: Difference,
  { change: { after } }: ResourceChange,
  redact: Redact,
): string | undefined {
  if (steps.at(-1) !== "endpoint_public_access" || !isValue(side, true)) return undefined;
  const list = isObject(after) ? own(after, "vpc_config") : undefined;
  const config = Array.isArray(list) ? list[0] : undefined;
  const ranges = isObject(config) ? own(config, "public_access_cidrs") : undefined;
  const known = Array.isArray(ranges) ? ranges.filter((one) => typeof one === "string") : [];
  // A range that is the entire internet is reported at its own place.
  if (known.some((range) => range.endsWith("/0"))) return undefined;
  const who = known.length === 0 ? "the whole internet" : known.map(redact).join(", ");
  return `the Kubernetes API can be reached from ${who}`;
}
