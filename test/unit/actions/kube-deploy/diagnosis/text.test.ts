import { expect, test } from "@jest/globals";
import {
  oneLine,
  shortImage,
  shorten,
} from "../../../../../actions/kube-deploy/src/diagnosis/text.ts";
import { IMAGE } from "./pods.ts";

test("image names lose their host only", () => {
  expect(["web", "shop/web:1", IMAGE, "localhost:5000/web"].map(shortImage)).toStrictEqual([
    "web",
    "shop/web:1",
    `fleet-dev/frontend@sha256:${"0".repeat(64)}`,
    "web",
  ]);
});

test("one line", () => {
  expect(oneLine(" a\n\tb\u0007  c ")).toBe("a b c");
});

test("a text of bounded length keeps its beginning and its end", () => {
  expect(shorten("abcdefghij", 10)).toBe("abcdefghij");
  expect(shorten("abcdefghijk", 8)).toBe("abcde…jk");
});
