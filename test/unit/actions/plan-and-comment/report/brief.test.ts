import { describe, expect, it, test } from "@jest/globals";
import type { Change, Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import { briefLines } from "../../../../../actions/plan-and-comment/src/report/brief.ts";

const lines = (change: Omit<Change, "actions">, redact = (text: string) => text): string[] =>
  briefLines(
    differences({ actions: ["update"], ...change }),
    { before: change.before, after: change.after },
    redact,
  ).flatMap((one) => one.lines);
const ofLists = (before: Json, after: Json): string[] =>
  lines({ before: { ids: before }, after: { ids: after } });

describe("a list is shown by the members that are added or removed", () => {
  it.each<[string, Json, Json, string[]]>([
    ["one member instead of another", ["a", "b"], ["a", "c"], ['! ids: "b" -> "c"']],
    ["several members", ["a", "b", "c"], ["c", "d"], ['- ids: "a", "b"', '+ ids: "d"']],
    ["a new list", [], ["a", "b"], ['+ ids = ["a", "b"]']],
    ["a list that is removed", ["a", "b"], [], ['- ids = ["a", "b"]']],
    ["one member more", ["a"], ["a", "b"], ['+ ids: "b"']],
    ["one member less", ["a", "b"], ["a"], ['- ids: "b"']],
    [
      "another order",
      ["a", "b", "c"],
      ["c", "a", "b"],
      ["! ids: the order of its members changes; if it is a set, nothing does"],
    ],
    ["the same member twice", ["a"], ["a", "a"], ['+ ids: "a"']],
    ["numbers, with their digits", [1, 2], [1, 3], ["! ids: 2 -> 3"]],
  ])("%s", (_, before, after, wanted) => {
    expect(ofLists(before, after)).toStrictEqual(wanted);
  });

  test("many members are counted", () => {
    const many = Array.from({ length: 30 }, (_, at) => at);
    expect(ofLists([], many)).toStrictEqual(["+ ids = [0, 1, 2, 3, 4, 5, 6, 7, and 22 more]"]);
  });

  test("members that are known only after the apply are counted too", () => {
    const change = {
      before: { ids: ["a", "b"] },
      after: { ids: [null, null] },
      after_unknown: { ids: [true, true] },
    };
    expect(lines(change)).toStrictEqual(["! ids: 2 members -> (known after apply)"]);
  });

  test("a member that forces the replacement is marked; a secret member is hidden", () => {
    const change = { before: { ids: ["a"] }, after: { ids: ["b"] } };
    expect(lines({ ...change, replace_paths: [["ids"]] })).toStrictEqual([
      '! ids: "a" -> "b"  # forces replacement',
    ]);
    expect(lines({ ...change, before_sensitive: { ids: [true] } }).join()).not.toMatch(/"[ab]"/);
    expect(lines(change, (text) => text.replace("b", "***"))).toStrictEqual([
      '! ids: "a" -> "***"',
    ]);
  });

  test("objects in another order are shown as a new order, not as objects that are removed and added", () => {
    const rule = (port: number) => ({ port, hosts: ["a", "b"], note: "" });
    const [before, after] = [[1, 2, 3].map(rule), [3, 1, 2].map(rule)];
    const moved = ["! ids: the order of its members changes; if it is a set, nothing does"];
    expect(ofLists(before, after)).toStrictEqual(moved);
    expect(
      lines({ before: { ids: before }, after: { ids: after }, replace_paths: [["ids", 0]] }),
    ).toStrictEqual([`${moved[0]}  # forces replacement`]);
    // The same member twice differs from the same member once.
    expect(ofLists([rule(1), rule(1), rule(2)], [rule(2), rule(2), rule(1)])).not.toStrictEqual(
      moved,
    );
  });

  test("an object that changes is shown alone, even if the others move", () => {
    const rule = (port: number, host: string) => ({ port, host });
    const before = [rule(1, "a"), rule(2, "b"), rule(3, "c")];
    expect(ofLists(before, [rule(3, "c"), rule(2, "x"), rule(1, "a")])).toStrictEqual([
      '! ids[1].host = "b" -> "x"',
      "! ids: the order of its members changes; if it is a set, nothing does",
    ]);
  });

  test("objects with a secret or an unknown value are never shown as only a new order", () => {
    const objects = (...names: string[]) => names.map((name) => ({ name, secret: "s" }));
    const change = { before: { ids: objects("a", "b") }, after: { ids: objects("b", "a") } };
    const secret = { ids: [{ secret: true }, { secret: true }] };
    const text = lines({ ...change, before_sensitive: secret, after_sensitive: secret }).join("\n");
    expect(text).not.toContain('"s"');
    expect(text).not.toContain("the order");
    const unknown = lines({ ...change, after_unknown: { ids: [{ id: true }, {}] } });
    // The other object is known completely, and has moved.
    expect(unknown).toStrictEqual([
      "+ ids[0].id = (known after apply)",
      "! ids: the order of its members changes; if it is a set, nothing does",
    ]);
  });

  test("objects in a list are shown at their places", () => {
    expect(ofLists([{ port: 1 }], [{ port: 2 }])).toStrictEqual(["! ids[0].port = 1 -> 2"]);
  });
});
