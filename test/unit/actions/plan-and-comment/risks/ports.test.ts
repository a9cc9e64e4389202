import { describe, expect, test } from "@jest/globals";
import {
  numberOfPorts,
  portsAdded,
} from "../../../../../actions/plan-and-comment/src/risks/ports.ts";
import type { Ports } from "../../../../../actions/plan-and-comment/src/risks/ports.ts";

const tcp = (from: number, to = from): Ports => ({ protocol: "tcp", from, to });
const udp = (from: number, to = from): Ports => ({ protocol: "udp", from, to });
const any = (from: number, to = from): Ports => ({ protocol: "*", from, to });
const named = (name: string): Ports => ({ protocol: "tcp", name });

describe("ports that a change adds", () => {
  test.each<[string, Ports[], Ports[], Ports[]]>([
    ["none, if nothing changes", [tcp(80)], [tcp(80)], []],
    ["the new port, if a port moves", [tcp(5001)], [tcp(5000)], [tcp(5001)]],
    ["none, for a part of an open range", [tcp(20, 30)], [tcp(0, 65_535)], []],
    ["both ends, if a range grows", [tcp(10, 40)], [tcp(20, 30)], [tcp(10, 19), tcp(31, 40)]],
    [
      "the gaps between ranges that were open",
      [tcp(1, 9)],
      [tcp(2, 3), tcp(5, 8)],
      [tcp(1), tcp(4), tcp(9)],
    ],
    ["the same number, for another protocol", [udp(53)], [tcp(53)], [udp(53)]],
    ["none, if every protocol was open", [udp(53)], [any(0, 65_535)], []],
    ["every protocol, if only one was open", [any(53)], [tcp(53)], [any(53)]],
    ["a name, which may stand for any number", [named("http")], [tcp(80)], [named("http")]],
    ["no name that was there before", [named("http")], [named("http")], []],
    ["no name, if all numbers were open", [named("http")], [tcp(0, 65_535)], []],
    [
      "a number, because an earlier name may stand for another one",
      [tcp(80)],
      [named("http")],
      [tcp(80)],
    ],
    ["all, if nothing was open", [tcp(80), named("http")], [], [tcp(80), named("http")]],
  ])("%s", (_, after, before, added) => {
    expect(portsAdded(after, before)).toStrictEqual(added);
  });
});

describe("how many ports rules open", () => {
  test.each<[string, Ports[], number]>([
    ["no ports", [], 0],
    ["a range counts its members", [tcp(20, 29)], 10],
    ["a name counts as one", [named("http"), tcp(80)], 2],
  ])("%s", (_, ports, count) => {
    expect(numberOfPorts(ports)).toBe(count);
  });

  test("every protocol counts more than any named protocols", () => {
    expect(numberOfPorts([any(53)])).toBeGreaterThan(numberOfPorts([tcp(53), udp(53)]));
  });
});
