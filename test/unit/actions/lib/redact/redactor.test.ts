import { expect, test } from "@jest/globals";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

const SECRET = 'p@ss "word"/+ü & <b>_*';

/** The URI encoding of Go, which escapes more than JavaScript. */
const ENCODED = encodeURIComponent(SECRET).replace("*", "%2A");

test.each([
  ["as it is", SECRET],
  ["JSON-escaped", JSON.stringify(SECRET).slice(1, -1)],
  ["as Go and jsonencode write JSON", 'p@ss \\"word\\"/+ü \\u0026 \\u003cb\\u003e_*'],
  ["as JSON in JSON", JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
  ["URI-encoded", encodeURIComponent(SECRET)],
  ["as a form encodes it", encodeURIComponent(SECRET).replaceAll("%20", "+")],
  ["as HTML", "p@ss &quot;word&quot;/+ü &amp; &lt;b&gt;_*"],
  ["in base64", Buffer.from(SECRET).toString("base64")],
  ["as terraform's urlencode writes it", ENCODED.replaceAll("%20", "+")],
  ["URI-encoded with lower-case digits", ENCODED.replaceAll(/%../g, (hex) => hex.toLowerCase())],
  ["as Go writes the password of a URL", ENCODED.replaceAll("%26", "&").replaceAll("%2B", "+")],
  ["URI-encoded twice", encodeURIComponent(ENCODED)],
  ["as ASCII JSON", JSON.stringify(SECRET).slice(1, -1).replace("ü", "\\u00fc")],
  ["as PHP writes JSON", JSON.stringify(SECRET).slice(1, -1).replace("/", "\\/")],
  ["as HTML with numbers", "p@ss &#34;word&#x22;/+ü &#x26; &LT;b&#62;_*"],
  ["in hexadecimal", Buffer.from(SECRET).toString("hex")],
  ["in upper-case hexadecimal", Buffer.from(SECRET).toString("hex").toUpperCase()],
  ["as JSON in a URL", encodeURIComponent(JSON.stringify(SECRET).slice(1, -1))],
])("H-E 44: hides a secret %s", (_, form) => {
  const text = redactorOf(SECRET).redact(`before ${form} after`);
  expect(text).not.toContain(form);
  expect(text).toMatch(/^before \*\*\*.* after$/);
});

test.each([
  ["Winter2026!", "Winter2026%21"],
  ["it's (a) *star*", "it%27s+%28a%29+%2Astar%2A"],
  ["it's mine", String.raw`it'\''s mine`],
  ["it's mine", `it'"'"'s mine`],
  ["it's mine", "it''s mine"],
  ['12" wide', '12"" wide'],
  ["it's mine", "it&apos;s mine"],
  ["it's mine", "it&#x27;s mine"],
  ["it's mine", "it&#39;s mine"],
  ["pass\u{1f511}word", "pass%F0%9F%94%91word"],
  ["pass\u{1f511}word", String.raw`pass\ud83d\udd11word`],
  ["pass\u{1f511}word", String.raw`pass\U0001f511word`],
])("H-E 44: hides %s written as %s, and nothing around it", (secret, written) => {
  expect(redactorOf(secret).redact(`é%41${written}&lt;`)).toBe("é%41***&lt;");
});

test.each(["2fabc1", "u00e9x", "amp;amp;"])(
  "hides %s also after characters that begin an escape",
  (secret) => {
    const redactor = redactorOf(secret);
    for (const before of ["%", "\\", "&", "%4", "\\\\"])
      expect(redactor.redact(before + secret)).toMatch(/^[%&4\\]*\*{3}$/);
  },
);

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

test.each([
  ["JSON", JSON.stringify({ auths: { "r.example": { key: SECRET } } })],
  [
    "JSON of Go",
    JSON.stringify({ a: SECRET }).replaceAll(
      /[<>&]/g,
      (one) => `\\u00${one.charCodeAt(0).toString(16)}`,
    ),
  ],
])("H-E 44: hides a secret in the base64 of %s, as in a Secret of a chart", (_, json) => {
  const encoded = Buffer.from(json).toString("base64");
  const shown = redactorOf(SECRET).redact(`.dockerconfigjson: ${encoded}`);
  expect(shown).toContain("***");
  const [before = "", after = ""] = shown.slice(".dockerconfigjson: ".length).split("***");
  const readable = [before, after].map((part) => Buffer.from(part, "base64").toString("latin1"));
  expect(readable.join("")).not.toMatch(/p@s|word|>_/);
});

test.each(["", "u", "AWS"])(
  "hides a password in the login of a .dockerconfigjson, which is base64 in base64, for the user %j",
  (user) => {
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const auth = base64(`${user}:hunter2-hunter2`);
    const shown = redactorOf("hunter2-hunter2").redact(
      base64(JSON.stringify({ auths: { "registry.example": { auth } } })),
    );
    expect(shown).toContain("***");
    const [before = "", after = ""] = shown.split("***");
    const decoded = (text: string) => Buffer.from(text, "base64").toString("latin1");
    const login = decoded(before).replace(/^.*"auth":"/, "");
    for (const readable of [decoded(login), decoded(after)])
      expect(readable).not.toMatch(/hu|nt|er|2-/);
  },
);

test.each([
  ["base64 -w 76", 76, ""],
  ["echo … | base64", 76, "\n"],
  ["openssl base64", 64, ""],
])("H-E 44: hides a long secret as %s writes it", (_, columns, end) => {
  const secret = Array.from({ length: 40 }, (_each, at) => `part ${at * 7919}`).join(";");
  const encoded = Buffer.from(secret + end).toString("base64");
  const lines = encoded.match(new RegExp(`.{1,${columns}}`, "g")) ?? [];
  expect(lines.length).toBeGreaterThan(3);
  const redactor = redactorOf(secret);
  // Line by line as in a log, and together as in a report.
  expect(lines.map((line) => redactor.redact(line))).toStrictEqual(lines.map(() => "***"));
  expect(redactor.redact(`  ${lines.join("\n  ")}`)).toMatch(/^ {2}\*{3}(?:\n {2}\*{3})*$/);
});

test("hides each line of a secret with several lines, and returns the lines as masks for the runner", () => {
  const redactor = new Redactor();
  expect(redactor.add("-----BEGIN KEY-----\nabcdef\n}\n")).toStrictEqual([
    "-----BEGIN KEY-----",
    "abcdef",
  ]);
  expect(redactor.redact("abcdef and }")).toBe("*** and }");
});

test.each([
  "",
  "abc",
  "true",
  "false",
  "null",
  "5432",
  "1.11.4",
  "-0.25",
  "}",
  "    ",
  "-----",
  "}},{{",
])(
  "H-E 43: does not hide the ordinary value %j, and never sends it to the runner as a mask",
  (value) => {
    const redactor = new Redactor();
    expect(redactor.add(value)).toStrictEqual([]);
    expect(redactor.redact(`x ${value} true 5432 }`)).toBe(`x ${value} true 5432 }`);
  },
);

test.each(["пароль", "秘密の鍵だよ", "!$%&/()=?#"])(
  "hides %s, which has no Latin letter",
  (secret) => {
    expect(redactorOf(secret).redact(`a${secret}b`)).toBe("a***b");
  },
);

test("does not register a value that is in the fixed text of the reports", () => {
  const redactor = new Redactor("> [!CAUTION] 1 to destroy");
  expect(redactor.add("to destroy")).toStrictEqual([]);
  expect(redactor.redact("1 to destroy")).toBe("1 to destroy");
});

test.each(["1 to", "to destroy, 2", "12 to des", "1,204 to destroy"])(
  "does not register %s, which consists of the fixed text and a count",
  (value) => {
    expect(new Redactor("to destroy\nto create").add(value)).toStrictEqual([]);
  },
);

test.each(["12to34", "to hunter 2", "1 2345678", "2destroy"])(
  "registers %s as a secret",
  (value) => {
    expect(new Redactor("to destroy\nto create").add(value)).toStrictEqual([value]);
  },
);

test.each([
  "4929131234567890",
  "0049301234567",
  "3.14159265",
  "2026.10.4711",
  "12.34.56.78",
  "[0][12345678]",
  "4929-1312-3456-7890",
  "to 4929131234567890",
  "to 4929 1312 3456 7890",
  "main.12345678",
  "main[1234567]",
  "(1) 12345678",
])("registers the number %s as a secret, whatever the names and the fixed text are", (value) => {
  const redactor = new Redactor("to destroy (and 12345678 more)");
  redactor.addNames(["main", "0", "1", "12345678"]);
  expect(redactor.add(value)).toStrictEqual([value]);
  expect(redactor.redact(`a ${value} b`)).toBe("a *** b");
});

test.each(["aws_vpc.main", "main", "main[0]", 'module.web["eu"].aws_vpc.main[12]'])(
  "does not register %s, which consists of names, as an address does",
  (value) => {
    const redactor = new Redactor();
    redactor.addNames(["module", "web", "eu", "aws_vpc", "main", "0"]);
    expect(redactor.add(value)).toStrictEqual([]);
  },
);

test.each([
  [["token", "token-with-more"], "token-with-more", "***"],
  [["abcd", "cdefgh"], "abcdefgh", "***"],
  [["abcd"], "abcdabcd", "***"],
])("hides %j in %s completely", (secrets, text, wanted) => {
  expect(redactorOf(...secrets).redact(text)).toBe(wanted);
});

test("hides a secret of 250 KB on one line, also in a copy that was cut off", () => {
  const secret = Array.from({ length: 11_000 }, (_, at) => `${at}-some-key-material`).join(";");
  const redactor = redactorOf(secret);
  expect(redactor.redact(`a${secret}b`)).toBe("a***b");
  expect(redactor.redact(secret.slice(1000, 3000)).length).toBeLessThan(200);
});

test("keeps the line breaks of a secret with several lines, so that texts can be compared line by line", () => {
  expect(redactorOf("ab\ncd\nef").redact("x ab\ncd\nef y")).toBe("x ***\n***\n*** y");
});

test("registers and masks a secret once", () => {
  const redactor = new Redactor();
  expect(redactor.add("hunter2")).toStrictEqual(["hunter2"]);
  expect(redactor.add("hunter2")).toStrictEqual([]);
});

test("redacts a text with 10,000 secrets as fast as with a few", () => {
  const redactor = redactorOf(...Array.from({ length: 10_000 }, (_, at) => `secret-${at}-value`));
  expect(redactor.redact("a secret-9999-value b secret-10000-value")).toBe(
    "a *** b secret-10000-value",
  );
});
