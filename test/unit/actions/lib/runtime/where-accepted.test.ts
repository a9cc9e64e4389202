import { expect, test } from "@jest/globals";
import { acceptedOnly } from "../../../../../actions/lib/runtime/accepted.ts";
import { whereAccepted } from "../../../../../actions/lib/runtime/where-accepted.ts";

const inputs = acceptedOnly<{ role?: string }>({}, ["role"]);

test("a check that reads an input that was not accepted ends without an error", async () => {
  const reading = () => Promise.resolve(void String(inputs.role));
  await expect(whereAccepted(reading)).resolves.toBeUndefined();
});

test("throws the error of a check", async () => {
  const failing = () => Promise.reject(new TypeError("broken"));
  await expect(whereAccepted(failing)).rejects.toThrow("broken");
});
