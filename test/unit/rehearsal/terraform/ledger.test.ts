import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ledger } from "../../../../rehearsal/terraform/ledger.ts";
import type { Value } from "../../../../rehearsal/terraform/values.ts";
import { decode, encode, UNKNOWN } from "../../../../rehearsal/terraform/values.ts";

describe("the ledger", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "ledger-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("is found again by the next process, numbers of any size included", () => {
    const first = new Ledger(directory, "aws");
    first.put("aws_vpc", "vpc-1", { id: "vpc-1", size: 5_000_000_000n });
    first.put("aws_vpc", "vpc-2", { id: "vpc-2" });
    first.delete("aws_vpc", "vpc-2");
    const second = new Ledger(directory, "aws");
    expect(second.get("aws_vpc", "vpc-1")).toStrictEqual({ id: "vpc-1", size: 5_000_000_000 });
    expect(second.types()).toStrictEqual(["aws_vpc"]);
    expect(second.all("aws_vpc").size).toBe(1);
    expect(readdirSync(directory)).toStrictEqual(["aws.json"]);
  });

  it("forgets a type with its last resource", () => {
    const ledger = new Ledger(undefined, "aws");
    ledger.put("aws_vpc", "vpc-1", {});
    ledger.delete("aws_vpc", "vpc-1");
    expect(ledger.types()).toStrictEqual([]);
  });

  it("says what to do with a file that is none", () => {
    writeFileSync(join(directory, "aws.json"), "{");
    expect(() => new Ledger(directory, "aws")).toThrow("delete it to start anew");
  });
});

describe("values on the wire", () => {
  it("come back as they went", () => {
    const value: Value = { a: [1, "x", null, true], unknown: UNKNOWN, nested: { more: [UNKNOWN] } };
    expect(decode(encode(value))).toStrictEqual(value);
  });

  it("may be refined unknowns, or JSON", () => {
    // Extension 12 with a body of two bytes: unknown, not null.
    expect(decode({ msgpack: new Uint8Array([0xc7, 2, 12, 0x81, 0x01]) })).toBe(UNKNOWN);
    expect(decode({ json: Buffer.from('{"a":1}') })).toStrictEqual({ a: 1 });
    expect(decode(undefined)).toBeNull();
  });
});
