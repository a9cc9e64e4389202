import { expect, test } from "@jest/globals";
import {
  elementsOf,
  setChild,
} from "../../../../../actions/setup-terraform-backend/src/bucket/xml.ts";

test.each([
  [
    "replaces the old one",
    "<R><A>1</A><B>2</B><New>3</New></R>",
    "<R><A>1</A><B>$&</B><New>3</New></R>",
  ],
  ["replaces an empty one", "<R><B/></R>", "<R><B>$&</B></R>"],
  ["is added if there is none", "<R><A>1</A></R>", "<R><A>1</A><B>$&</B></R>"],
  ["is added to the first parent", '<R x="y"></R><R></R>', '<R x="y"><B>$&</B></R><R></R>'],
  ["is added to an empty parent", "<R/>", "<R><B>$&</B></R>"],
  ["does not change a text without the parent", "<Q/>", "<Q/>"],
])("a child %s", (_, xml, expected) => {
  expect(setChild(xml, "R", "B", "$&")).toBe(expected);
});

test("finds elements by their complete name", () => {
  expect(elementsOf("<Rules><Rule>1</Rule>\n<Rule>2</Rule></Rules>", "Rule")).toStrictEqual([
    "<Rule>1</Rule>",
    "<Rule>2</Rule>",
  ]);
});
