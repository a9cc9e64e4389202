import { expect, test } from "@jest/globals";
import {
  elementsOf,
  setChild,
} from "../../../../../actions/setup-terraform-backend/src/bucket/xml.ts";

test.each([
  ["replaces it", "<R><A>1</A><B>2</B><New>3</New></R>", "<R><A>1</A><B>$&</B><New>3</New></R>"],
  ["replaces an empty one", "<R><B/></R>", "<R><B>$&</B></R>"],
  ["adds it", "<R><A>1</A></R>", "<R><A>1</A><B>$&</B></R>"],
  ["of the first parent", '<R x="y"></R><R></R>', '<R x="y"><B>$&</B></R><R></R>'],
  ["of an empty parent", "<R/>", "<R><B>$&</B></R>"],
  ["leaves a text without the parent", "<Q/>", "<Q/>"],
])("a child %s", (_, xml, expected) => {
  expect(setChild(xml, "R", "B", "$&")).toBe(expected);
});

test("elements of a name, not of one that begins like it", () => {
  expect(elementsOf("<Rules><Rule>1</Rule>\n<Rule>2</Rule></Rules>", "Rule")).toStrictEqual([
    "<Rule>1</Rule>",
    "<Rule>2</Rule>",
  ]);
});
