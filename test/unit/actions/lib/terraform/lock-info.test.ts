import { expect, test } from "@jest/globals";
import { lockInfo } from "../../../../../actions/lib/terraform/lock-info.ts";

test("reads who holds the lock, and only the fields that exist", () => {
  expect(lockInfo("nothing")).toStrictEqual({});
  expect(
    lockInfo("RequestID: R\nLock Info:\n  ID:        5f8f\n  Path:      b/k\n  Who:       a@b  \n"),
  ).toStrictEqual({ id: "5f8f", who: "a@b" });
});
