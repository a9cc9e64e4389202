import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Contents, Document, dictionary, openRecords } from "../../../../rehearsal/base/store.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a dictionary has only the names that were put there", () => {
  const names = dictionary<string>({ a: "1" });
  expect([names["a"], names["constructor"], names["__proto__"]]).toStrictEqual([
    "1",
    undefined,
    undefined,
  ]);
  names["__proto__"] = "2";
  expect(Object.keys(names)).toStrictEqual(["a", "__proto__"]);
});

describe("a document", () => {
  test("is kept for the next process, readable only by its owner", () => {
    const first = new Document<Record<string, unknown>>(join(directory, "new"), "world", {});
    first.value["size"] = 5_000_000_000n;
    first.save();
    const second = new Document<Record<string, unknown>>(join(directory, "new"), "world", {});
    expect(second.value).toStrictEqual({ size: 5_000_000_000 });
    expect(statSync(join(directory, "new", "world.json")).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(directory, "new"))).toStrictEqual(["world.json"]);
  });

  test("is kept in memory if there is no directory", () => {
    const document = new Document(undefined, "world", { a: 1 });
    expect(() => document.save()).not.toThrow();
    expect(document.value).toStrictEqual({ a: 1 });
  });

  test("that cannot be read is refused, with its file and what to do", () => {
    writeFileSync(join(directory, "world.json"), "{");
    expect(() => new Document(directory, "world", {})).toThrow(
      `${join(directory, "world.json")} is not a saved world; remove it to start afresh`,
    );
  });
});

test("records have only the names that were put there, even after a load", () => {
  const open = () =>
    openRecords<{ tags: Record<string, string> }>(directory, "images", ({ tags }) => ({
      tags: dictionary(tags),
    }));
  const first = open();
  first.value["__proto__"] = { tags: { v1: "a" } };
  first.save();
  const { value } = open();
  expect([Object.keys(value), value["constructor"]]).toStrictEqual([["__proto__"], undefined]);
  expect(value["__proto__"]?.tags["constructor"]).toBeUndefined();
  expect(value["__proto__"]?.tags["v1"]).toBe("a");
});

describe.each(["on disk", "in memory"])("contents %s", (where) => {
  const open = () => new Contents(where === "on disk" ? directory : undefined);

  test("are found by their hash as long as something refers to them", () => {
    const contents = open();
    const [one, two] = [contents.put(Buffer.from("one")), contents.put(Buffer.from("two"))];
    expect(contents.get(one).toString()).toBe("one");
    contents.keepOnly(new Set([two]), [one, two, ""]);
    expect(contents.get(two).toString()).toBe("two");
    expect(() => contents.get(one)).toThrow(/are lost|ENOENT/);
  });
});
