import { expect, test } from "@jest/globals";
import { checkAnswer } from "../../../../../actions/kube-deploy/src/smoke-tests/check-answer.ts";
import type { UrlTest } from "../../../../../actions/kube-deploy/src/smoke-tests/input.ts";
import type { Answer } from "../../../../../actions/kube-deploy/src/smoke-tests/request.ts";

const plain: UrlTest = {
  kind: "url",
  name: "/",
  url: "/",
  timeout: 1,
  statuses: [],
  bodyContains: [],
  headers: {},
};
const good: Answer = {
  status: 200,
  body: '{"ok": true}',
  isCut: false,
  headers: { "content-type": "application/json; charset=utf-8" },
};

test.each<[Partial<UrlTest>, Partial<Answer>, string | undefined]>([
  [{}, {}, undefined],
  [{}, { status: 204 }, undefined],
  [{}, { status: 503 }, "it answered 503, expected 200 to 299"],
  [{}, { status: 299 }, undefined],
  [{}, { status: 300 }, "it answered 300, expected 200 to 299"],
  [{}, { status: 199 }, "it answered 199, expected 200 to 299"],
  [{}, { status: 302 }, "it answered 302, expected 200 to 299"],
  [{ statuses: [404, 410] }, { status: 404 }, undefined],
  [{ statuses: [404, 410] }, {}, "it answered 200, expected 404 or 410"],
  [{ headers: { "content-type": "application/json" } }, {}, undefined],
  [
    { headers: { "content-type": "text/html" } },
    {},
    'its header content-type is "application/json; charset=utf-8", expected "text/html" in it',
  ],
  [{ headers: { etag: "1" } }, {}, 'its answer has no header etag, expected "1"'],
  [{ bodyContains: ["ok", "true"] }, {}, undefined],
  [{ bodyContains: ["ok", "false"] }, {}, 'its body does not contain "false"'],
  [
    { bodyContains: ["end"] },
    { isCut: true },
    'its body, of which only the first 1 MiB was read, does not contain "end"',
  ],
])("the test %j of the answer %j gives %s", (expected, answer, problem) => {
  expect(checkAnswer({ ...plain, ...expected }, { ...good, ...answer })).toBe(problem);
});
