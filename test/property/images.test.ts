import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { explainBuildFailure } from "../../actions/build-push-ecr/src/docker/failure.ts";
import { readBuildFailure } from "../../actions/build-push-ecr/src/docker/output.ts";
import {
  branchTag,
  parseTemplate,
  tagProblem,
} from "../../actions/build-push-ecr/src/images/tags.ts";
import { escapeHtml } from "../../docker/frontend/src/page.ts";
import { readDockerfile } from "../../rehearsal/docker/dockerfile.ts";
import { BuildError } from "../../rehearsal/docker/errors.ts";
import { readIgnoreFile } from "../../rehearsal/docker/ignore-file.ts";
import { readWords } from "../../rehearsal/docker/words.ts";
import "../support/property-runs.ts";

const branch = fc.oneof(
  fc.string({ minLength: 1, unit: "binary" }),
  fc.stringMatching(/^[a-z/._@-]{1,200}$/),
);

describe("tags", () => {
  test("every branch gives a tag", () => {
    fc.assert(fc.property(branch, (name) => tagProblem(branchTag(name)) === undefined));
  });

  test("two branches never share a tag", () => {
    fc.assert(
      fc.property(branch, branch, (a, b) => {
        fc.pre(a !== b);
        return branchTag(a) !== branchTag(b);
      }),
    );
  });

  test("a template is read or refused, never more", () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const parsed = parseTemplate(line);
        expect("problem" in parsed ? parsed.problem : parsed.type).not.toBe("");
      }),
    );
  });
});

test("whatever docker prints, there is a reason of kebab-case and a message", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(255), (output, exitCode) => {
      const cause = explainBuildFailure(readBuildFailure(output, exitCode));
      expect(cause.reason).toMatch(/^[a-z-]+$/);
      expect(cause.fix).not.toBe("");
    }),
  );
});

test("escaped HTML has no markup, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      const back = escaped
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&");
      expect(back).toBe(text);
    }),
  );
});

describe("the stand-in reads any text or refuses it as BuildKit would", () => {
  const only = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(BuildError);
    }
  };
  test("Dockerfile", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => only(() => readDockerfile(text))),
    );
  });
  test(".dockerignore", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, name) =>
        only(() => readIgnoreFile(text)(name)),
      ),
    );
  });
  test("words without quotes, backslashes and dollars stay what they are", () => {
    const word = fc.stringMatching(/^[a-z0-9=/:.-]{1,10}$/);
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(readWords(words.join(" "), {})).toStrictEqual(words);
      }),
    );
  });
});
