import { describe, expect, it, test } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import { openingsOf } from "../../../../../actions/plan-and-comment/src/risks/access.ts";

const redact = (text: string) => text;

const change = (type: string, before: Json, after: Json, actions = ["update"]): ResourceChange => ({
  address: `${type}.x`,
  mode: "managed",
  type,
  name: "x",
  change: { actions, before, after },
});

const openings = (type: string, before: Json, after: Json, actions?: string[]) =>
  openingsOf(change(type, before, after, actions), redact).map(
    ({ difference, text }) => `${pathText(difference?.steps ?? [])}: ${text}`,
  );

const policy = (statement: Record<string, Json>) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** Returns a cluster whose API can be reached from ranges of the internet, or is private. */
const endpoint = (access: "public" | "private", ...ranges: string[]) => ({
  vpc_config: [{ endpoint_public_access: access === "public", public_access_cidrs: ranges }],
});

/** Returns an inline rule of a security group. */
const ingress = (from: number, to: number, range = "0.0.0.0/0", protocol = "tcp") => ({
  from_port: from,
  to_port: to,
  protocol,
  cidr_blocks: [range],
});

/** Returns the same rule as a separate resource. */
const rule = (from: number, to: number, range: string) => ({
  from_port: from,
  to_port: to,
  ip_protocol: "tcp",
  [range.includes(":") ? "cidr_ipv6" : "cidr_ipv4"]: range,
});

describe("access is opened by", () => {
  it.each([
    ["another port for a range that stays", ingress(443, 443), ingress(22, 22), "port 22 is"],
    ["additional ports", ingress(443, 443), ingress(442, 444), "ports 442 to 444 are"],
    ["another protocol", ingress(5, 5), ingress(5, 5, "0.0.0.0/0", "udp"), "port 5 (udp) is"],
  ])("%s in a rule of a security group", (_, before, after, opened) => {
    expect(
      openings("aws_security_group", { ingress: [before] }, { ingress: [after] }),
    ).toStrictEqual([`ingress[0].cidr_blocks[0]: ${opened} open to the whole internet`]);
  });

  it.each([
    ["all of the routed IPv6 addresses", "2001:db8::/32", "2000::/3", "the whole internet"],
    ["all of IPv6 instead of a part of it", "2400::/6", "::/0", "the whole internet"],
    ["a large part of IPv6", null, "2400::/6", "2400::/6 of the internet"],
  ])("%s in a separate rule", (_, before, after, whom) => {
    expect(
      openings(
        "aws_vpc_security_group_ingress_rule",
        before === null ? null : rule(22, 22, before),
        rule(22, 22, after),
      ),
    ).toStrictEqual([`cidr_ipv6: port 22 is open to ${whom}`]);
  });

  it.each<[string, string, Json, Json, string[]]>([
    [
      "the range of the whole internet, in a rule with ports",
      "aws_security_group",
      { ingress: [] },
      { ingress: [ingress(22, 22)] },
      ["ingress[0].cidr_blocks[0]: port 22 is open to the whole internet"],
    ],
    [
      "the whole internet by IPv6, for all ports",
      "aws_vpc_security_group_ingress_rule",
      null,
      { ip_protocol: "-1", cidr_ipv6: "::/0" },
      ["cidr_ipv6: all ports are open to the whole internet"],
    ],
    [
      "the removal of a load balancer's ranges",
      "kubernetes_service_v1",
      { spec: [{ type: "LoadBalancer", load_balancer_source_ranges: ["10.1.0.0/16"] }] },
      { spec: [{ type: "LoadBalancer", load_balancer_source_ranges: [] }] },
      ["spec[0].load_balancer_source_ranges: its load balancer lets in everybody who can reach it"],
    ],
    [
      "ranges in one text, some of which were open before",
      "kubernetes_service_v1",
      { metadata: [{ annotations: { ranges: "0.0.0.0/0" } }], spec: [{ type: "LoadBalancer" }] },
      {
        metadata: [{ annotations: { ranges: "10.0.0.0/8, 0.0.0.0/0,::/0" } }],
        spec: [{ type: "LoadBalancer" }],
      },
      ["metadata[0].annotations.ranges: it is open to the whole internet"],
    ],
    [
      "the whole internet by IPv4 and IPv6, reported once",
      "kubernetes_ingress_v1",
      { metadata: [{ annotations: { ranges: "10.0.0.0/8" } }] },
      { metadata: [{ annotations: { ranges: "0.0.0.0/0,::/0, 10.0.0.0/8" } }] },
      ["metadata[0].annotations.ranges: it is open to the whole internet"],
    ],
    [
      "the removal of an ingress's ranges",
      "kubernetes_ingress_v1",
      { metadata: [{ annotations: { "alb.ingress.kubernetes.io/inbound-cidrs": "10.0.0.0/8" } }] },
      { metadata: [{ annotations: {} }] },
      [
        'metadata[0].annotations["alb.ingress.kubernetes.io/inbound-cidrs"]: its load balancer lets in everybody who can reach it',
      ],
    ],
    [
      "the range of a large part of the internet",
      "aws_security_group_rule",
      { type: "ingress", from_port: 1, to_port: 9, cidr_blocks: ["10.0.0.0/8"] },
      { type: "ingress", from_port: 1, to_port: 9, cidr_blocks: ["0.0.0.0/1"] },
      ["cidr_blocks[0]: ports 1 to 9 are open to 0.0.0.0/1 of the internet"],
    ],
    [
      "more ports in a separate rule",
      "aws_vpc_security_group_ingress_rule",
      rule(443, 443, "0.0.0.0/0"),
      rule(0, 65535, "0.0.0.0/0"),
      ["cidr_ipv4: ports 0 to 65535 are open to the whole internet"],
    ],
    [
      "the other half of the internet",
      "aws_security_group",
      { ingress: [ingress(1, 9, "0.0.0.0/1")] },
      { ingress: [ingress(1, 9, "128.0.0.0/1")] },
      ["ingress[0].cidr_blocks[0]: ports 1 to 9 are open to 128.0.0.0/1 of the internet"],
    ],
    [
      "the public endpoint of a private cluster, whose range already was the whole internet",
      "aws_eks_cluster",
      endpoint("private", "0.0.0.0/0"),
      endpoint("public", "0.0.0.0/0"),
      [
        "vpc_config[0].public_access_cidrs[0]: the Kubernetes API can be reached from the whole internet",
      ],
    ],
    [
      "the endpoint of a cluster, for the whole internet",
      "aws_eks_cluster",
      endpoint("public", "192.0.2.0/24"),
      endpoint("public", "0.0.0.0/0"),
      [
        "vpc_config[0].public_access_cidrs[0]: the Kubernetes API can be reached from the whole internet",
      ],
    ],
    [
      "the endpoint of a cluster, for a range",
      "aws_eks_cluster",
      endpoint("private", "192.0.2.0/24"),
      endpoint("public", "192.0.2.0/24"),
      ["vpc_config[0].endpoint_public_access: the Kubernetes API can be reached from 192.0.2.0/24"],
    ],
    [
      "the endpoint of a cluster, without any range",
      "aws_eks_cluster",
      null,
      { vpc_config: [{ endpoint_public_access: true, endpoint_private_access: true }] },
      [
        "vpc_config[0].endpoint_public_access: the Kubernetes API can be reached from the whole internet",
      ],
    ],
    [
      "a managed policy in the list of a role",
      "aws_iam_role",
      { managed_policy_arns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
      {
        managed_policy_arns: [
          "arn:aws:iam::aws:policy/AdministratorAccess",
          "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ],
      },
      ["managed_policy_arns[0]: AdministratorAccess allows nearly everything"],
    ],
    [
      "a function that everybody of an organization may call",
      "aws_lambda_permission",
      null,
      { principal: "*", principal_org_id: "o-1", source_arn: null },
      ["principal: everybody is allowed, under a condition"],
    ],
    [
      "a public address",
      "aws_db_instance",
      { publicly_accessible: false },
      { publicly_accessible: true },
      ["publicly_accessible: it gets a public address"],
    ],
    [
      "a public access block that is switched off",
      "aws_s3_bucket_public_access_block",
      { block_public_policy: true },
      { block_public_policy: false },
      ["block_public_policy: public policies are possible"],
    ],
    [
      "a public ACL",
      "aws_s3_bucket_acl",
      null,
      { acl: "public-read" },
      ["acl: everybody can read what is in it"],
    ],
    [
      "an ACL that lets everybody write, after everybody could only read",
      "aws_s3_bucket_acl",
      { acl: "public-read" },
      { acl: "public-read-write" },
      ["acl: everybody can read and change what is in it"],
    ],
    [
      "an ACL for everybody with an AWS account",
      "aws_s3_bucket_acl",
      { acl: "private" },
      { acl: "authenticated-read" },
      ["acl: every AWS account can read what is in it"],
    ],
    [
      "a grant for everybody",
      "aws_s3_bucket_acl",
      { access_control_policy: [{ grant: [] }] },
      {
        access_control_policy: [
          { grant: [{ grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }] }] },
        ],
      },
      ["access_control_policy[0].grant[0].grantee[0].uri: everybody gets what the grant gives"],
    ],
    [
      "a denial that is removed",
      "aws_s3_bucket_policy",
      {
        policy: JSON.stringify({
          Statement: [
            { Sid: "TLS", Effect: "Deny", Principal: "*", Action: "s3:*" },
            { Effect: "Allow", Principal: { AWS: "1" }, Action: "s3:GetObject" },
          ],
        }),
      },
      { policy: policy({ Principal: { AWS: "1" }, Action: "s3:GetObject" }) },
      ['policy: Statement "TLS": what it denied is no longer denied'],
    ],
    [
      "a load balancer",
      "aws_lb",
      null,
      { internal: false },
      ["internal: it is reachable from the internet"],
    ],
    [
      "a statement for everybody",
      "aws_sqs_queue",
      { policy: policy({ Principal: { AWS: "1" }, Action: "sqs:*" }) },
      { policy: policy({ Sid: "All", Principal: "*", Action: "sqs:*" }) },
      ['policy: Statement "All": every AWS account and everybody else is allowed'],
    ],
    [
      "every action",
      "aws_iam_policy",
      null,
      { policy: policy({ Action: ["*"], Resource: "*" }) },
      ["policy: Statement[0]: every action is allowed"],
    ],
    [
      "a managed policy",
      "aws_iam_role_policy_attachment",
      null,
      { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      ["policy_arn: AdministratorAccess allows nearly everything"],
    ],
    [
      "a cluster role that allows all verbs",
      "kubernetes_cluster_role_v1",
      null,
      { rule: [{ verbs: ["*"], resources: ["pods"] }] },
      ["rule[0].verbs[0]: all verbs are allowed"],
    ],
    [
      "a binding to the role cluster-admin",
      "kubernetes_cluster_role_binding_v1",
      null,
      { role_ref: [{ name: "cluster-admin" }] },
      ["role_ref[0].name: full control of the cluster"],
    ],
    [
      "a cluster role in a manifest, which the provider shows twice",
      "kubernetes_manifest",
      null,
      {
        manifest: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRole",
          rules: [{ apiGroups: ["*"], verbs: ["get"] }],
        },
        object: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRole",
          rules: [{ apiGroups: ["*"], verbs: ["get"] }],
        },
      },
      ["manifest.rules[0].apiGroups[0]: all api groups are allowed"],
    ],
    [
      "a binding to the role cluster-admin in a manifest",
      "kubernetes_manifest",
      null,
      {
        manifest: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRoleBinding",
          roleRef: { name: "cluster-admin" },
        },
      },
      ["manifest.roleRef.name: full control of the cluster"],
    ],
    [
      "a pod in a manifest that uses the network of its node",
      "kubernetes_manifest",
      { manifest: { apiVersion: "v1", kind: "Pod", spec: {} } },
      { manifest: { apiVersion: "v1", kind: "Pod", spec: { hostNetwork: true } } },
      ["manifest.spec.hostNetwork: the pod uses the network of its node"],
    ],
    [
      "a service that gets a load balancer",
      "kubernetes_service_v1",
      { spec: [{ type: "ClusterIP" }] },
      { spec: [{ type: "LoadBalancer" }] },
      ["spec[0].type: it is reachable through a load balancer"],
    ],
    [
      "a privileged container",
      "kubernetes_deployment_v1",
      null,
      { spec: [{ container: [{ security_context: [{ privileged: true }] }] }] },
      [
        "spec[0].container[0].security_context[0].privileged: the container can do everything on its node",
      ],
    ],
  ])("%s", (_, type, before, after, wanted) => {
    const actions = before === null ? ["create"] : ["update"];
    expect(openings(type, before, after, actions)).toStrictEqual(wanted);
  });

  test("the destruction of an object that limits it", () => {
    expect(openings("kubernetes_network_policy_v1", {}, null, ["delete"])).toStrictEqual([
      ": what it blocked is open",
    ]);
  });
});

const narrowings = (
  [
    ["fewer ports of the same range", [ingress(0, 65535)], [ingress(443, 443)]],
    ["one port instead of all ports", [ingress(0, 0, "0.0.0.0/0", "-1")], [ingress(443, 443)]],
    ["ports of two rules in one rule", [ingress(80, 80), ingress(81, 82)], [ingress(80, 82)]],
    ["half of the internet instead of all of it", [ingress(1, 9)], [ingress(1, 9, "0.0.0.0/1")]],
    [
      "a part of an open half of the internet",
      [ingress(1, 9, "128.0.0.0/1")],
      [ingress(1, 9, "160.0.0.0/3")],
    ],
  ] as const
).map(([title, before, after]): [string, string, Json, Json] => [
  title,
  "aws_security_group",
  { ingress: [...before] },
  { ingress: [...after] },
]);

describe("access is not opened by", () => {
  const open = { policy: policy({ Principal: "*", Action: "s3:GetObject" }) };
  it.each<[string, string, Json, Json]>([
    ["a route", "aws_route", null, { destination_cidr_block: "0.0.0.0/0" }],
    ["an egress rule", "aws_security_group", null, { egress: [{ cidr_blocks: ["0.0.0.0/0"] }] }],
    [
      "an egress rule as a separate resource",
      "aws_security_group_rule",
      null,
      { type: "egress", cidr_blocks: ["0.0.0.0/0"] },
    ],
    [
      "a rule that moves because another one is removed",
      "aws_security_group",
      {
        ingress: [
          {
            from_port: 22,
            to_port: 22,
            protocol: "tcp",
            cidr_blocks: ["10.0.0.0/8"],
            description: "",
          },
          {
            from_port: 443,
            to_port: 443,
            protocol: "tcp",
            cidr_blocks: ["0.0.0.0/0"],
            description: "",
          },
        ],
      },
      {
        ingress: [
          {
            from_port: 443,
            to_port: 443,
            protocol: "tcp",
            cidr_blocks: ["0.0.0.0/0"],
            description: "web",
          },
        ],
      },
    ],
    ...narrowings,
    [
      "a public ACL that allowed writing before",
      "aws_s3_bucket_acl",
      { acl: "public-read-write" },
      { acl: "public-read" },
    ],
    [
      "an ACL for everybody with an AWS account instead of everybody",
      "aws_s3_bucket_acl",
      { acl: "public-read" },
      { acl: "authenticated-read" },
    ],
    [
      "a managed policy instead of one that allows more",
      "aws_iam_role_policy_attachment",
      { policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      { policy_arn: "arn:aws:iam::aws:policy/PowerUserAccess" },
    ],
    [
      "the range of a cluster without a public endpoint",
      "aws_eks_cluster",
      null,
      endpoint("private", "0.0.0.0/0"),
    ],
    [
      "a deny rule in a list of rules",
      "aws_network_acl",
      null,
      { ingress: [{ action: "deny", cidr_block: "0.0.0.0/0", from_port: 22, to_port: 22 }] },
    ],
    [
      "a deny rule of Google",
      "google_compute_firewall",
      null,
      { source_ranges: ["0.0.0.0/0"], deny: [{ protocol: "all" }] },
    ],
    [
      "the range at the other end of a tunnel",
      "aws_vpn_connection",
      null,
      { local_ipv4_network_cidr: "0.0.0.0/0" },
    ],
    [
      "a deny rule of its own",
      "aws_network_acl_rule",
      null,
      { rule_action: "deny", cidr_block: "0.0.0.0/0" },
    ],
    ["a statement that was there before", "aws_s3_bucket_policy", open, { ...open, bucket: "b" }],
    [
      "a range that was there before, at another place",
      "aws_eks_cluster",
      { vpc_config: [{ public_access_cidrs: ["0.0.0.0/0"] }] },
      { vpc_config: [{ public_access_cidrs: ["192.0.2.0/24", "0.0.0.0/0"] }] },
    ],
    [
      "a deny statement for everybody",
      "aws_s3_bucket_policy",
      null,
      { policy: JSON.stringify({ Statement: [{ Effect: "Deny", Principal: "*" }] }) },
    ],
    [
      "a part of IPv6 instead of all of it",
      "aws_vpc_security_group_ingress_rule",
      rule(22, 22, "::/0"),
      rule(22, 22, "2000::/3"),
    ],
    [
      "all of IPv6, written in another way",
      "aws_vpc_security_group_ingress_rule",
      rule(22, 22, "2000::/3"),
      rule(22, 22, "::/0"),
    ],
    [
      "private IPv6 addresses",
      "aws_vpc_security_group_ingress_rule",
      null,
      { ip_protocol: "-1", cidr_ipv6: "fc00::/7" },
    ],
    ["a private range", "aws_security_group", null, { ingress: [{ cidr_blocks: ["10.0.0.0/8"] }] }],
    [
      "public access that is switched off",
      "aws_db_instance",
      { publicly_accessible: true },
      { publicly_accessible: false },
    ],
  ])("%s", (_, type, before, after) => {
    expect(openings(type, before, after, before === null ? ["create"] : ["update"])).toStrictEqual(
      [],
    );
  });
});

test("the account that may assume a role is redacted", () => {
  const trust = (...accounts: string[]) =>
    policy({ Principal: { AWS: accounts }, Action: "sts:AssumeRole" });
  const role = change(
    "aws_iam_role",
    { assume_role_policy: trust("111122223333") },
    { assume_role_policy: trust("111122223333", "444455556666") },
  );
  const hide = (text: string) => text.replaceAll("444455556666", "***");
  expect(openingsOf(role, hide).map(({ text }) => text)).toStrictEqual([
    "Statement[0]: *** may assume it",
  ]);
});

test("raw values in the text are redacted", () => {
  const one = change("aws_eks_cluster", null, endpoint("public", "192.0.2.0/24"), ["create"]);
  expect(openingsOf(one, () => "***").map(({ text }) => text)).toStrictEqual([
    "the Kubernetes API can be reached from ***",
  ]);
});

test("an opened rule is reported with its own earlier value, even if another rule was at its place", () => {
  const rule = (port: number, range: string) => ({
    from_port: port,
    to_port: port,
    protocol: "tcp",
    cidr_blocks: [range],
  });
  const [opening] = openingsOf(
    change(
      "aws_security_group",
      { ingress: [rule(443, "10.0.0.0/8"), rule(22, "10.1.0.0/16"), rule(80, "10.2.0.0/16")] },
      { ingress: [rule(22, "0.0.0.0/0"), rule(80, "10.2.0.0/16")] },
    ),
    redact,
  );
  expect(opening?.difference).toMatchObject({
    before: { value: "10.1.0.0/16" },
    after: { value: "0.0.0.0/0" },
  });
  expect(opening?.text).toBe("port 22 is open to the whole internet");
});
