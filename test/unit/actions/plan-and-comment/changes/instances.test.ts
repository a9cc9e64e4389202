import { expect, test } from "@jest/globals";
import { groupInstances } from "../../../../../actions/plan-and-comment/src/changes/instances.ts";
import { resource } from "../report/plans.ts";

const at = (address: string, deposed?: string) => ({
  ...resource("x", ["create"]),
  address,
  ...(deposed === undefined ? {} : { deposed }),
});
const grouped = (...addresses: string[]) =>
  groupInstances(addresses.map((address) => at(address))).map(({ address, keys }) => [
    address,
    keys,
  ]);

test("the instances of a block are one entry, at the place of the first instance", () => {
  expect(grouped('t.a["x"]', "t.b", 't.a["y"]')).toStrictEqual([
    ["t.a", ['["x"]', '["y"]']],
    ["t.b", [""]],
  ]);
});

test("a key that all instances share stays in the address", () => {
  expect(grouped('module.m["p"].t.a[0]', 'module.m["p"].t.a[1]')).toStrictEqual([
    ['module.m["p"].t.a', ["[0]", "[1]"]],
  ]);
  expect(grouped('module.m["p"].t.a[0]', 'module.m["q"].t.a[0]')).toStrictEqual([
    ["module.m.t.a[0]", ['["p"]', '["q"]']],
  ]);
});

test("a single instance keeps its complete address; a left-over object is an entry of its own (P-E 25)", () => {
  expect(grouped('t.a["x"]')).toStrictEqual([['t.a["x"]', [""]]]);
  expect(groupInstances([at("t.a"), at("t.a", "1234")])).toHaveLength(2);
});

test("instances that change differently are not put together", () => {
  const likeness = ({ address }: { address: string }) => address;
  expect(groupInstances([at("t.a[0]"), at("t.a[1]")], likeness)).toHaveLength(2);
});
