import { expect, it } from "@jest/globals";
import {
  blockAddress,
  splitAddress,
  splitModule,
} from "../../../../../actions/lib/terraform/address.ts";

it.each<[string, string, string[], string]>([
  ["aws_vpc.this", "aws_vpc.this", [], ""],
  ["aws_vpc.this[0]", "aws_vpc.this", ["[0]"], ""],
  [
    'module.a["x.y"].module.b[3].data.t.n["k]"]',
    "module.a.module.b.data.t.n",
    ['["x.y"]', "[3]", '["k]"]'],
    'module.a["x.y"].module.b[3]',
  ],
  ['t.n["say \\"hi\\""]', "t.n", ['["say \\"hi\\""]'], ""],
  ["module.network.aws_vpc.this", "module.network.aws_vpc.this", [], "module.network"],
  // No tool prints this address, but it must not cause an error.
  ['t.n["open', 't.n["open', [], ""],
])("%s (P-E 35)", (address, block, keys, module) => {
  expect(blockAddress(address)).toBe(block);
  const parts = splitAddress(address);
  expect(parts.keys).toStrictEqual(keys);
  expect(parts.texts).toHaveLength(keys.length + 1);
  const [found, rest] = splitModule(address);
  expect(found).toBe(module);
  expect(module === "" ? rest : `${found}.${rest}`).toBe(address);
});
