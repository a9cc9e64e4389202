import { expect, test } from "@jest/globals";
import {
  oneLine,
  shortImage,
  shorten,
} from "../../../../../actions/kube-deploy/src/diagnosis/text.ts";
import { IMAGE } from "./pods.ts";

test("shortImage removes only the host", () => {
  expect(["web", "shop/web:1", IMAGE, "localhost:5000/web"].map(shortImage)).toStrictEqual([
    "web",
    "shop/web:1",
    `fleet-dev/frontend@sha256:${"0".repeat(64)}`,
    "web",
  ]);
});

test("oneLine joins lines, and removes control characters and repeated blanks", () => {
  expect(oneLine(" a\n\tb\u0007  c ")).toBe("a b c");
});

test("shorten keeps the beginning and the end of a text", () => {
  expect(shorten("abcdefghij", 10)).toBe("abcdefghij");
  expect(shorten("abcdefghijk", 8)).toBe("abcde…jk");
});
