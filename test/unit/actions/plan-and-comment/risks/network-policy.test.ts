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
  [
    "a rule without sources",
    { from: [], ports: [{ port: "80" }] },
    ["everything may come in on port 80"],
  ],
  ["a rule without anything", { from: [], ports: [] }, ["everything may come in"]],
  [
    "an empty selector of namespaces",
    peer({ namespace_selector: EMPTY }),
    ["the pods of all namespaces may come in"],
  ],
  [
    "an empty selector of namespaces that is limited to some pods",
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
    "the internet without many ranges",
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
    "one more excluded range opens nothing",
    internet("10.0.0.0/8"),
    internet("10.0.0.0/8", "11.0.0.0/8"),
    0,
  ],
  [
    "one excluded range less opens something",
    internet("10.0.0.0/8", "11.0.0.0/8"),
    internet("10.0.0.0/8"),
    1,
  ],
  ["another excluded range opens something", internet("10.0.0.0/8"), internet("11.0.0.0/8"), 1],
])("%s", (_, before, after, number) => {
  expect(networkPolicyOpenings(change(policy(before), policy(after)), redact)).toHaveLength(number);
});

/** Makes a port as the provider writes it: numbers and names are strings. */
const port = (text: string | null, more: Record<string, Json> = {}) => ({
  port: text,
  end_port: null,
  protocol: "TCP",
  ...more,
});
const anybody = (...ports: Json[]) => ({ from: [], ports });
const namespaces = (...ports: Json[]) => ({ ...peer({ namespace_selector: EMPTY }), ports });
const pods = (...ports: Json[]) => ({ ...peer({ pod_selector: EMPTY }), ports });
const web = (...ports: Json[]) => ({
  ...peer({ pod_selector: [{ match_labels: { app: "web" }, match_expressions: [] }] }),
  ports,
});
const [P80, P443, P5000, P5001] = [port("80"), port("443"), port("5000"), port("5001")];

it.each<[string, Json[], Json[], string[]]>([
  ["a port that moves", [anybody(P5000)], [anybody(P5001)], []],
  ["a port that gets a name", [anybody(P5000)], [anybody(port("http"))], []],
  ["one of two ports that is removed", [anybody(P80, P443)], [anybody(P443)], []],
  ["one rule that becomes two", [anybody(P80, P443)], [anybody(P443), anybody(P80)], []],
  ["two rules that become one", [anybody(P443), anybody(P80)], [anybody(P80, P443)], []],
  ["a range of ports that shrinks", [anybody(port("1", { end_port: 99 }))], [anybody(P80)], []],
  ["all ports that become one", [anybody()], [anybody(P80)], []],
  ["all ports of a protocol that become one", [anybody(port(null))], [anybody(port("x"))], []],
  ["everybody that becomes all pods", [anybody(P80)], [namespaces(P80)], []],
  ["all pods that become the pods of the namespace", [namespaces(P80)], [pods(P80)], []],
  ["fewer sources, while a port moves", [anybody(P80)], [pods(P443)], []],
  [
    "sources that are removed",
    [namespaces(P80)],
    [anybody(P80)],
    ["everything may come in on port 80"],
  ],
  [
    "a selector that is emptied",
    [web(P80)],
    [pods(P80)],
    ["all pods of the namespace may come in on port 80"],
  ],
  ["ports that are removed", [anybody(P80)], [anybody()], ["everything may come in"]],
  ["one more port", [anybody(P80)], [anybody(P80, P443)], ["everything may come in on port 443"]],
  [
    "two ports instead of one",
    [anybody(P5000)],
    [anybody(P80, P443)],
    ["everything may come in on ports 80, 443"],
  ],
  [
    "a range instead of a port",
    [anybody(P80)],
    [anybody(port("80", { end_port: 82 }))],
    ["everything may come in on ports 81 to 82"],
  ],
  [
    "additionally the same port of another protocol",
    [anybody(port("53"))],
    [anybody(port("53"), port("53", { protocol: "UDP" }))],
    ["everything may come in on port 53 (UDP)"],
  ],
  [
    "all ports of a protocol",
    [anybody(P80)],
    [anybody(port(null))],
    ["everything may come in on ports 0 to 79, 81 to 65535"],
  ],
  [
    "many more ports",
    [anybody()].slice(1),
    [anybody(port("1"), port("2"), port("3"), port("4"), port("5"))],
    ["everything may come in on ports 1, 2, 3 and 2 more ports"],
  ],
  [
    "a port that moves from some sources to wider ones",
    [web(P80), pods(P443)],
    [web(P443), anybody(P80)],
    ["everything may come in on port 80"],
  ],
])("%s", (_, before, after, wanted) => {
  expect(
    networkPolicyOpenings(change(policy(...before), policy(...after)), redact).map(
      ({ text }) => text,
    ),
  ).toStrictEqual(wanted);
});
