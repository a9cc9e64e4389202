import { describe, expect, test } from "@jest/globals";
import {
  branchTag,
  parseTemplate,
  tagProblem,
  tagsOf,
} from "../../../../../actions/build-push-ecr/src/images/tags.ts";
import type { Template } from "../../../../../actions/build-push-ecr/src/images/tags.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const onMain = { sha: SHA, ref: "refs/heads/main", eventName: "push" };

/** @throws if the line is refused */
function template(line: string): Template {
  const parsed = parseTemplate(line);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed;
}
const tags = (lines: string[], commit = onMain) => tagsOf(lines.map(template), commit);

describe("tagsOf", () => {
  test.each<[string, string, string[]]>([
    ["push", "refs/heads/main", ["main"]],
    ["workflow_dispatch", "refs/heads/main", ["main"]],
    ["schedule", "refs/heads/main", ["main"]],
    ["workflow_run", "refs/heads/main", ["main"]],
    ["pull_request", "refs/pull/7/merge", []],
    ["pull_request_target", "refs/heads/main", []],
    ["pull_request_review", "refs/pull/7/merge", []],
    ["issue_comment", "refs/heads/main", []],
    ["merge_group", "refs/heads/gh-readonly-queue/main/pr-7-0123456789abcdef", []],
    ["push", "refs/tags/main", []],
    ["workflow_dispatch", SHA, []],
  ])("type=branch of %s at %s: %j", (eventName, ref, expected) => {
    expect(tags(["type=branch"], { sha: SHA, ref, eventName })).toStrictEqual(expected);
  });

  test.each([
    [["type=sha"], [`sha-${SHA}`]],
    [["type=sha,format=short"], ["sha-0123456"]],
    [["type=sha,prefix="], [SHA]],
    [["type=sha,prefix=build-,format=short"], ["build-0123456"]],
    [["type=raw,value=1.2.3"], ["1.2.3"]],
    [["type = raw , value = v1"], ["v1"]],
    [["type=branch"], ["main"]],
    [["type=branch,prefix=b-"], ["b-main"]],
    [
      ["type=raw,value=a", "type=sha,format=short", "type=raw,value=a"],
      ["a", "sha-0123456"],
    ],
  ])("%j gives %j", (lines, expected) => {
    expect(tags(lines)).toStrictEqual(expected);
  });

  test.each(["refs/pull/7/merge", "refs/tags/v1", ""])(
    "a branch template gives no tag for %j, so that the run can refuse (I-E 36, 37)",
    (ref) => {
      expect(tags(["type=branch"], { ...onMain, ref })).toStrictEqual([]);
    },
  );
});

describe("branchTag", () => {
  test.each([
    ["I-E 31 leading @", "@team/x"],
    ["I-E 31 leading dot", ".hidden"],
    ["I-E 31 leading hyphen", "-x"],
    ["I-E 32 accents", "éclair"],
    ["I-E 32 no ASCII letter", "日本語"],
    ["I-E 33 129 characters", "x".repeat(129)],
    ["I-E 38 a name that tools reserve", `sha256-${"a".repeat(64)}`],
    ["slash", "feature/login"],
  ])("%s: gives a valid tag", (_, branch) => {
    expect(tagProblem(branchTag(branch))).toBeUndefined();
  });

  test("I-E 33: a branch of 128 characters is kept as it is", () => {
    expect(branchTag("x".repeat(128))).toBe("x".repeat(128));
  });

  test("I-E 34: feature/foo and feature-foo do not share a tag", () => {
    expect(branchTag("feature/foo")).toMatch(/^feature-foo-[0-9a-f]{8}$/);
    expect(branchTag("feature-foo")).toBe("feature-foo");
  });
});

describe("parseTemplate refuses", () => {
  test.each([
    ["latest", "has no ="],
    ["type=semver", "its type is unknown"],
    ["value=1", "its type is unknown"],
    ["type=sha,value=1", "type=sha does not take value"],
    ["type=sha,format=tiny", "format has to be long or short"],
    ["type=sha,type=raw", "type appears twice"],
    ["type=sha,prefix=-x", "no tag can start with this prefix"],
    [`type=sha,prefix=${"p".repeat(76)}`, "at most 75 characters"],
    ["type=raw", '"" is not a valid image tag'],
    ["type=raw,value=1.2.3+b5", "is not a valid image tag"],
    [`type=raw,value=${"x".repeat(129)}`, "is not a valid image tag"],
    [`type=raw,value=sha256-${"a".repeat(64)}.sig`, "cannot be used as a tag"],
    ["type=__proto__", "its type is unknown"],
    ["type=constructor", "its type is unknown"],
  ])("%s", (line, why) => {
    expect(parseTemplate(line)).toStrictEqual({ problem: expect.stringContaining(why) });
  });
});
