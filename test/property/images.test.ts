import { describe, expect, test } from "@jest/globals";
import { baseImagesOf } from "../../actions/build-push-ecr/src/content-key/base-images.ts";
import { readIgnoreRules } from "../../actions/build-push-ecr/src/content-key/ignore-file.ts";
import { keyOf } from "../../actions/build-push-ecr/src/content-key/key.ts";
import { differencesFrom } from "../../actions/build-push-ecr/src/content-key/labels.ts";
import { NotComparable } from "../../actions/build-push-ecr/src/content-key/not-comparable.ts";
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
import { anyText } from "../support/any-text.ts";
import fc from "../support/fast-check.ts";

const branch = fc.oneof(anyText({ minLength: 1 }), fc.stringMatching(/^[a-z/._@-]{1,200}$/));

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

  test("a template is either read or refused", () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const parsed = parseTemplate(line);
        expect("problem" in parsed ? parsed.problem : parsed.type).not.toBe("");
      }),
    );
  });
});

describe("the content key", () => {
  /** Generates pieces of a Dockerfile or of an ignore file, in any order. */
  const pieces = (...words: string[]) =>
    fc
      .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 3 })))
      .map((list) => list.join(""));
  const settings = { target: undefined, buildArgs: {}, platforms: ["linux/amd64"] };

  test("a Dockerfile either names images or is not comparable", () => {
    const dockerfile = pieces(
      "FROM ",
      "ARG A=",
      "COPY --from=",
      "RUN <<E",
      "\nE\n",
      "\n",
      "\\\n",
      "$A",
      "${A:-",
      "}",
      "'",
      '"',
      "# syntax=",
      "ADD ",
      " as x",
    );
    fc.assert(
      fc.property(dockerfile, (text) => {
        try {
          const images = baseImagesOf(text, settings);
          expect(images).toStrictEqual([...new Set(images)].sort());
        } catch (error) {
          expect(error).toBeInstanceOf(NotComparable);
        }
      }),
    );
  });

  test("below an ignored folder without a keeping pattern, nothing is kept", () => {
    const ignoreFile = pieces("a", "b", "*", "**", "/", "!", "?", "[ab]", "\n", "\\");
    const folder = fc.constantFrom("a", "b", "a/b");
    fc.assert(
      fc.property(ignoreFile, folder, fc.constantFrom("a", "b", "x.js"), (text, name, child) => {
        const rules = readable(text);
        if (rules === undefined) return;
        const above = name.includes("/") ? rules.match("a", undefined).matches : undefined;
        const { ignored, matches } = rules.match(name, above);
        if (ignored && !rules.mayKeepBelow(name))
          expect(rules.match(`${name}/${child}`, matches).ignored).toBe(true);
      }),
    );
  });

  function readable(text: string) {
    try {
      return readIgnoreRules(text);
    } catch (error) {
      expect(error).toBeInstanceOf(NotComparable);
      return undefined;
    }
  }

  test("two sets of parts have the same key only if they are equal", () => {
    const parts = fc
      .dictionary(fc.string(), fc.string())
      .map((given) => new Map(Object.entries(given)));
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const isEqual = a.size === b.size && [...a].every(([name, text]) => b.get(name) === text);
        expect(keyOf(a).hash === keyOf(b).hash).toBe(isEqual);
        expect(keyOf(new Map([...a].reverse()))).toStrictEqual(keyOf(a));
      }),
    );
  });

  test("any text in a label gives named differences or none", () => {
    const key = keyOf(new Map([["files", "1"]]));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const names = differencesFrom({ "eks-pipeline.content-key.parts": text }, key) ?? [];
        for (const name of names) expect(name).toMatch(/^[\w .:/@-]+$/);
      }),
    );
  });
});

test("any output of docker gives a reason in kebab-case and a message", () => {
  fc.assert(
    fc.property(anyText(), fc.nat(255), (output, exitCode) => {
      const cause = explainBuildFailure(readBuildFailure(output, exitCode));
      expect(cause.reason).toMatch(/^[a-z-]+$/);
      expect(cause.fix).not.toBe("");
    }),
  );
});

test("escaped HTML has no markup and loses nothing", () => {
  fc.assert(
    fc.property(anyText(), (text) => {
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
    fc.assert(fc.property(anyText(), (text) => only(() => readDockerfile(text))));
  });
  test(".dockerignore", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, name) =>
        only(() => readIgnoreFile(text)(name)),
      ),
    );
  });
  test("words without quotes, backslashes and dollars do not change", () => {
    const word = fc.stringMatching(/^[a-z0-9=/:.-]{1,10}$/);
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(readWords(words.join(" "), {})).toStrictEqual(words);
      }),
    );
  });
});
