import { expect, test } from "@jest/globals";
import { lockInfo } from "../../../../../actions/lib/terraform/lock-info.ts";

test("who holds the lock, and nothing that is not there", () => {
  expect(lockInfo("nothing")).toStrictEqual({});
  expect(
    lockInfo("RequestID: R\nLock Info:\n  ID:        5f8f\n  Path:      b/k\n  Who:       a@b  \n"),
  ).toStrictEqual({ id: "5f8f", who: "a@b" });
});
