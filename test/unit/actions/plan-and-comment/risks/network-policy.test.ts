import { expect, it } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { networkPolicyOpenings } from "../../../../../actions/plan-and-comment/src/risks/network-policy.ts";

const policy = (...ingress: Json[]): Json => ({ spec: [{ ingress, pod_selector: [{}] }] });
const change = (before: Json, after: Json): ResourceChange => ({
  address: "kubernetes_network_policy_v1.x",
  mode: "managed",
  type: "kubernetes_network_policy_v1",
  name: "x",
  change: { actions: ["update"], before, after },
});
const peer = (more: Record<string, Json>) => ({
  from: [{ ip_block: [], namespace_selector: [], pod_selector: [], ...more }],
  ports: [],
});
const redact = (text: string) => text.replaceAll("10.9.9.0", "***");
const internet = (...except: string[]) => peer({ ip_block: [{ cidr: "0.0.0.0/0", except }] });
const EMPTY = [{ match_labels: null, match_expressions: [] }];

it.each<[string, Json, string[]]>([
  ["a rule without sources", { from: [], ports: [{ port: "80" }] }, ["everything may come in"]],
  [
    "an empty selector of namespaces",
    peer({ namespace_selector: EMPTY }),
    ["the pods of all namespaces may come in"],
  ],
  [
    "one that is limited to some pods",
    peer({ namespace_selector: EMPTY, pod_selector: [{ match_labels: { a: "b" } }] }),
    [],
  ],
  [
    "an empty selector of pods",
    peer({ pod_selector: EMPTY }),
    ["all pods of the namespace may come in"],
  ],
  [
    "the whole internet",
    peer({ ip_block: [{ cidr: "0.0.0.0/0" }] }),
    ["the whole internet may come in"],
  ],
  [
    "the internet without some ranges",
    internet("10.0.0.0/8", "10.9.9.0/24"),
    ["the whole internet but 10.0.0.0/8, ***/24 may come in"],
  ],
  [
    "the internet without many",
    internet("1.0.0.0/8", "2.0.0.0/8", "3.0.0.0/8", "4.0.0.0/8", "5.0.0.0/8"),
    ["the whole internet but 1.0.0.0/8, 2.0.0.0/8, 3.0.0.0/8 and 2 more ranges may come in"],
  ],
  ["the internet without both of its halves", internet("0.0.0.0/1", "128.0.0.0/1"), []],
  ["the internet without all of it", internet("0.0.0.0/0"), []],
  ["a range", peer({ ip_block: [{ cidr: "10.0.0.0/16" }] }), []],
  ["pods with a label", peer({ pod_selector: [{ match_labels: { a: "b" } }] }), []],
])("%s", (_, rule, wanted) => {
  const texts = (before: Json) =>
    networkPolicyOpenings(change(before, policy(rule)), redact).map(({ text }) => text);
  expect(texts(policy())).toStrictEqual(wanted);
  expect(texts(null)).toStrictEqual(wanted);
  expect(texts(policy(rule))).toStrictEqual([]);
});

it.each<[string, Json, Json, number]>([
  [
    "a range more that is left out opens nothing",
    internet("10.0.0.0/8"),
    internet("10.0.0.0/8", "11.0.0.0/8"),
    0,
  ],
  ["a range less does", internet("10.0.0.0/8", "11.0.0.0/8"), internet("10.0.0.0/8"), 1],
  ["another range in its place does", internet("10.0.0.0/8"), internet("11.0.0.0/8"), 1],
])("%s", (_, before, after, number) => {
  expect(networkPolicyOpenings(change(policy(before), policy(after)), redact)).toHaveLength(number);
});
