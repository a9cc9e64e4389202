import { expect, test } from "@jest/globals";
import { Opened, openAll } from "../../../../rehearsal/base/opened.ts";

const closed: string[] = [];
const one = (name: string, error?: string) => ({
  name,
  close() {
    closed.push(name);
    return error === undefined ? Promise.resolve() : Promise.reject(new Error(error));
  },
});

test("everything opened is closed once, from last to first, even if one fails to close", async () => {
  closed.length = 0;
  const opened = new Opened();
  expect(opened.add(one("a")).name).toBe("a");
  opened.add(one("b", "b cannot be closed"));
  opened.add(one("c"));
  await expect(opened.close()).rejects.toThrow("b cannot be closed");
  await opened.close();
  expect(closed).toStrictEqual(["c", "b", "a"]);
});

test("if opening fails, everything opened before is closed, and the error of the opening is thrown", async () => {
  closed.length = 0;
  const opening = openAll((opened) => {
    opened.add(one("a"));
    opened.add(one("b", "b cannot be closed"));
    return Promise.reject(new Error("c cannot be opened"));
  });
  await expect(opening).rejects.toThrow("c cannot be opened");
  expect(closed).toStrictEqual(["b", "a"]);
  closed.length = 0;
  expect(await openAll((opened) => Promise.resolve(opened.add(one("a")).name))).toBe("a");
  expect(closed).toStrictEqual([]);
});
