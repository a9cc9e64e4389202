import { expect, test } from "@jest/globals";
import { NotValid } from "../../../../../actions/lib/runtime/input-types.ts";
import { smokeTests } from "../../../../../actions/kube-deploy/src/smoke-tests/input.ts";

test("each entry is a request or a Job, and gets defaults", () => {
  const given = `
    - url: /healthz
    - name: home
      url: https://user:secret@fleet.example.com/?token=abc
      status: [200, 204]
      body-contains: [ok, 'true']
      headers: { Content-Type: application/json }
      timeout: 90s
    - { url: $URL/readyz, status: 200, body-contains: ready }
    - { job: fleet/smoke }
  `;
  const plain = { statuses: [], bodyContains: [], headers: {}, timeout: 60_000 };
  expect(smokeTests.parse(given)).toStrictEqual([
    { kind: "url", name: "/healthz", url: "/healthz", ...plain },
    {
      kind: "url",
      name: "home",
      statuses: [200, 204],
      bodyContains: ["ok", "true"],
      url: "https://user:secret@fleet.example.com/?token=abc",
      headers: { "content-type": "application/json" },
      timeout: 90_000,
    },
    {
      kind: "url",
      name: "/readyz",
      url: "$URL/readyz",
      ...plain,
      statuses: [200],
      bodyContains: ["ready"],
    },
    { kind: "job", name: "Job fleet/smoke", namespace: "fleet", job: "smoke" },
  ]);
});

test("the name of a request has no secrets", () => {
  const [test] = smokeTests.parse("[{url: 'https://user:secret@example.com/a?token=abc&page=1'}]");
  expect(test?.name).toBe("https://example.com/a?token=…&page=1");
});

test.each([
  // If the complete text is wrong, the message says what the input expects.
  ["a: b", NotValid],
  ["[/healthz]", '[0]: "/healthz" is not valid. Expected a mapping with url or job'],
  ["[{name: a}]", "test 1: url: it has neither url nor job"],
  ["[{url: /a}, {url: ftp://example.com}]", /test 2: url: a URL, \$URL\/path, or a path/],
  ["[{url: //example.com/a}]", /test 1: url: /],
  ["[{url: /a, statuses: 200}]", "test 1: statuses is not known"],
  ["[{url: /a, status: 99}]", "test 1: status: a whole number from 100 to 599"],
  ["[{url: /a, status: [200, 99]}]", /test 1: status/],
  ["[{url: /a, status: {a: b}}]", "test 1: status: a status from 100 to 599, or a list of them"],
  ["[{url: /a, timeout: soon}]", /test 1: timeout: a duration/],
  ["[{url: /a, headers: {'a b': c}}]", /test 1: headers/],
  ["[{url: /a, headers: {a: [b]}}]", /headers: a: a text that the header has to contain/],
  ["[{job: smoke}]", /test 1: job: namespace\/name/],
  ["[{job: fleet/smoke, status: 200}]", "test 1: status is not known"],
  ["[{url: /a}, {url: /a, status: 404}]", /\/a appears twice; give each a name/],
  [JSON.stringify(Array.from({ length: 21 }, (_, at) => ({ url: `/${at}` }))), /20 at most/],
])("%s is refused", (given, problem) => {
  expect(() => smokeTests.parse(given)).toThrow(problem);
});
