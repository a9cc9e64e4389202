import { expect, test } from "@jest/globals";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

const SECRET = 'p@ss "word"/+ü';

test.each([
  ["as it is", SECRET],
  ["JSON-escaped", JSON.stringify(SECRET).slice(1, -1)],
  ["URI-encoded", encodeURIComponent(SECRET)],
  ["in base64", Buffer.from(SECRET).toString("base64")],
])("H-E 44: hides a secret %s", (_, form) => {
  const text = redactorOf(SECRET).redact(`before ${form} after`);
  expect(text).not.toContain(form);
  expect(text).toMatch(/^before \*\*\*.* after$/);
});

test.each([0, 1, 2, 3, 4, 5])(
  "H-E 44: hides the base64 of a text that holds a secret after %i bytes",
  (before) => {
    const encoded = Buffer.from(`${"x".repeat(before)}hunter2-hunter2${"y".repeat(5)}`).toString(
      "base64",
    );
    const text = redactorOf("hunter2-hunter2").redact(encoded);
    expect(text).toContain("***");
    expect(Buffer.from(text.replace("***", ""), "base64").toString()).not.toContain(
      "hunter2-hunter",
    );
  },
);

test("hides each line of a secret of several lines", () => {
  const text = redactorOf("-----BEGIN KEY-----\nabcdef\n}\n").redact("abcdef and }");
  expect(text).toBe("*** and }");
});

test.each(["", "abc", "true", "false", "null", "5432", "}", "    "])(
  "H-E 43: leaves the harmless value %j alone",
  (value) => {
    expect(redactorOf(value).redact(`x ${value} true 5432 }`)).toBe(`x ${value} true 5432 }`);
  },
);

test("a secret inside another one leaves nothing of it", () => {
  expect(redactorOf("token", "token-with-more").redact("token-with-more")).toBe("***");
});
