import { describe, expect, test } from "@jest/globals";
import type {
  Json,
  Marks,
  Plan,
  ResourceChange,
} from "../../../../../actions/lib/terraform/plan-json.ts";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import { causesOf } from "../../../../../actions/plan-and-comment/src/causes/causes.ts";

const change = (
  address: string,
  before: Json,
  after: Json,
  paths: (string | number)[][] = [],
  unknown: Marks = {},
  actions = ["delete", "create"],
): ResourceChange => ({
  address,
  mode: "managed",
  type: address.split(".").at(-2) ?? "",
  name: address.split(".").at(-1) ?? "",
  action_reason: "replace_because_cannot_update",
  change: { actions, before, after, after_unknown: unknown, replace_paths: paths },
});

const from = (...references: string[]) => ({ references });
const plan = (changes: ResourceChange[], resources: Record<string, object> = {}): Plan => ({
  format_version: "1.2",
  resource_changes: changes,
  configuration: {
    root_module: {
      resources: Object.entries(resources).map(([address, expressions]) => ({
        address,
        expressions: expressions as never,
      })),
    },
  },
});

const groups = (one: Plan) =>
  causesOf(one).groups.map(({ root, followers }) => [
    root.address,
    ...followers.map(({ address }) => address),
  ]);

const vpc = change(
  "aws_vpc.a",
  { id: "vpc-1234", cidr: "10.0.0.0/16" },
  { cidr: "10.8.0.0/16" },
  [["cidr"]],
  { id: true },
);
const subnet = (address: string, id: string) =>
  change(address, { id, vpc_id: "vpc-1234" }, {}, [["vpc_id"]], { id: true, vpc_id: true });

describe("an object that is replaced because of another one", () => {
  test("is in the group of the object where the replacements begin, whatever the order of the plan", () => {
    const route = change("aws_route.r", { subnet_id: "subnet-b" }, {}, [["subnet_id"]], {
      subnet_id: true,
    });
    const all = [route, subnet("aws_subnet.a", "subnet-b"), vpc];
    const configuration = {
      "aws_vpc.a": {},
      "aws_subnet.a": { vpc_id: from("aws_vpc.a.id", "aws_vpc.a") },
      "aws_route.r": { subnet_id: from("aws_subnet.a.id", "aws_subnet.a") },
    };
    expect(groups(plan(all, configuration))).toStrictEqual([
      ["aws_vpc.a", "aws_route.r", "aws_subnet.a"],
    ]);
    expect(groups(plan(all.reverse(), configuration))).toStrictEqual([
      ["aws_vpc.a", "aws_subnet.a", "aws_route.r"],
    ]);
  });

  test("is recognized by the value if the configuration goes through a local, or if there is no configuration", () => {
    const all = [subnet("aws_subnet.a", "subnet-b"), vpc];
    const local = { "aws_vpc.a": {}, "aws_subnet.a": { vpc_id: from("local.network") } };
    expect(groups(plan(all, local))).toStrictEqual([["aws_vpc.a", "aws_subnet.a"]]);
    expect(groups(plan(all))).toStrictEqual([["aws_vpc.a", "aws_subnet.a"]]);
  });

  test("belongs to the object that the configuration names, even if its value is the id of another one", () => {
    const other = change("aws_vpc.b", { id: "vpc-9" }, {}, [["cidr"]], { id: true });
    const all = [subnet("aws_subnet.a", "subnet-b"), vpc, other];
    const configuration = {
      "aws_vpc.a": {},
      "aws_vpc.b": {},
      "aws_subnet.a": { vpc_id: from("aws_vpc.b.id", "aws_vpc.b") },
    };
    expect(groups(plan(all, configuration))).toStrictEqual([
      ["aws_vpc.b", "aws_subnet.a"],
      ["aws_vpc.a"],
    ]);
  });

  test("follows the instance whose id it had, or else the instance with the same key", () => {
    const nat = (key: string, known: Json) =>
      change(`aws_nat.n["${key}"]`, { subnet_id: known }, {}, [["subnet_id"]], { subnet_id: true });
    const all = [
      vpc,
      subnet('aws_subnet.a["a"]', "subnet-a"),
      subnet('aws_subnet.a["b"]', "subnet-b"),
      nat("a", "subnet-b"),
      nat("b", null),
    ];
    const causes = causesOf(
      plan(all, {
        "aws_vpc.a": {},
        "aws_subnet.a": { vpc_id: from("aws_vpc.a") },
        "aws_nat.n": { subnet_id: from("aws_subnet.a", "each.key") },
      }),
    );
    const sources = all.slice(3).map((one) => causes.of(one)?.follows[0]?.source.address);
    expect(sources).toStrictEqual(['aws_subnet.a["b"]', 'aws_subnet.a["b"]']);
  });

  test("follows an object whose new name it repeats, although both values are known (P-E 99)", () => {
    const namespace = change(
      "k.ns",
      { metadata: [{ name: "shop" }] },
      { metadata: [{ name: "shop2" }] },
      [["metadata", 0, "name"]],
    );
    const secret = change(
      "k.secret",
      { metadata: [{ namespace: "shop" }] },
      { metadata: [{ namespace: "shop2" }] },
      [["metadata", 0, "namespace"]],
    );
    const renamed = change("k.other", { name: "shop" }, { name: "shop2" }, [["name"]]);
    expect(groups(plan([secret, namespace, renamed]))).toStrictEqual([
      ["k.ns", "k.secret"],
      ["k.other"],
    ]);
  });

  test("begins its group if the other one is destroyed: a destroyed object is not replaced", () => {
    const gone = change("aws_vpc.old", { id: "vpc-1234" }, null, [], {}, ["delete"]);
    const one = subnet("aws_subnet.a", "s");
    expect(groups(plan([one, gone]))).toStrictEqual([["aws_subnet.a"]]);
    const [cause] = causesOf(plan([one, gone])).of(one)?.follows ?? [];
    expect(cause?.source.address).toBe("aws_vpc.old");
  });

  test("begins its group if the other one is created, unless another source is replaced", () => {
    const added = change("aws_subnet.c", null, {}, [], { id: true }, ["create"]);
    const nodes = (...paths: string[]) =>
      change(
        "aws_nodes.n",
        { subnet_ids: ["s-1"], vpc_id: "vpc-1234" },
        {},
        paths.map((one) => [one]),
        {
          subnet_ids: true,
          vpc_id: true,
        },
      );
    const configuration = {
      "aws_nodes.n": { subnet_ids: from("aws_subnet.c.id", "aws_subnet.c") },
    };
    expect(groups(plan([added, nodes("subnet_ids")], configuration))).toStrictEqual([
      ["aws_nodes.n"],
    ]);
    expect(groups(plan([added, vpc, nodes("subnet_ids", "vpc_id")], configuration))).toStrictEqual([
      ["aws_vpc.a", "aws_nodes.n"],
    ]);
  });

  test("is named once, even if the causes form a circle", () => {
    const a = change("t.a", { id: "id-a", other: "id-b" }, {}, [["other"]], {
      id: true,
      other: true,
    });
    const b = change("t.b", { id: "id-b", other: "id-a" }, {}, [["other"]], {
      id: true,
      other: true,
    });
    expect(
      groups(plan([a, b]))
        .flat()
        .sort(),
    ).toStrictEqual(["t.a", "t.b"]);
  });
});

describe("a cause of its own", () => {
  test("is the attribute with both values; in a map, it is the member that differs", () => {
    const one = change(
      "t.a",
      { spec: [{ labels: { app: "web", tier: "x" } }] },
      { spec: [{ labels: { app: "web2", tier: "x" } }] },
      [["spec", 0, "labels"]],
    );
    const own = causesOf(plan([one])).of(one)?.own ?? [];
    expect(own.map(({ steps, before, after }) => [pathText(steps), before, after])).toStrictEqual([
      ["spec[0].labels.app", { kind: "value", value: "web" }, { kind: "value", value: "web2" }],
    ]);
  });

  test("is named in addition to the object that the replacement follows from", () => {
    const node = change(
      "aws_node.n",
      { type: "a", vpc_id: "vpc-1234" },
      { type: "b" },
      [["type"], ["vpc_id"]],
      { vpc_id: true },
    );
    const cause = causesOf(plan([vpc, node])).of(node);
    expect(cause?.own.map(({ steps }) => pathText(steps))).toStrictEqual(["type"]);
    expect(cause?.follows.map(({ source }) => source.address)).toStrictEqual(["aws_vpc.a"]);
  });

  test("hides a sensitive value", () => {
    const one = change("t.a", { key: "old" }, { key: "new" }, [["key"]]);
    Object.assign(one.change, { before_sensitive: { key: true }, after_sensitive: { key: true } });
    expect(JSON.stringify(causesOf(plan([one])).of(one)?.own)).not.toMatch(/old|new/);
  });
});

test("only an object that is replaced has a cause", () => {
  const one = change("t.a", { a: 1 }, { a: 2 }, [], {}, ["update"]);
  const causes = causesOf(plan([one]));
  expect([causes.of(one), causes.groups]).toStrictEqual([undefined, []]);
});
