// Every form that checks a text written by a person reports which key is wrong, which value it has, and what is
// expected.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import type * as z from "zod/mini";
import { Kubeconfig } from "../../actions/kube-deploy/src/cluster/kubeconfig.ts";
import { ENVIRONMENT_FORM } from "../../actions/lib/environment/form.ts";
import { describeIssue } from "../../actions/lib/text/form-issues.ts";
import { CONTRACTS } from "../../scripts/interface.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** zod's default message. */
const NO_WORDS = "Invalid input";

/** Forms by the source of the text: an input of an action, or a file. */
const FORMS: [name: string, form: z.ZodMiniType][] = [
  ...CONTRACTS.flatMap(({ name: action, inputs }) =>
    Object.entries(inputs).flatMap(([name, { type }]) =>
      "schemas" in type
        ? (type.schemas as z.ZodMiniType[]).map((form, index): [string, z.ZodMiniType] => [
            `${action} ${name} ${index}`,
            form,
          ])
        : [],
    ),
  ),
  ["environment file", ENVIRONMENT_FORM],
  ["kubeconfig", Kubeconfig],
];

/** Files with forms for texts that no person writes: this pipeline itself has stored them or passed them on. */
const OF_THE_PIPELINE =
  /^actions\/(?:lib\/(?:releases\/|plan-comment\/part|terraform\/plan-digest\/manifest-file|text\/form-issues)|build-push-ecr\/src\/merge\/legs)/;

interface Definition {
  type: string;
  shape?: Record<string, Node>;
  element?: Node;
  valueType?: Node;
  innerType?: Node;
  catchall?: Node;
}
interface Node {
  def: Definition;
}

/** Returns every place of a form with a value that is wrong there: [path, wrong value]. */
function mistakes({ def }: Node, at: PropertyKey[] = []): [PropertyKey[], unknown][] {
  if (def.innerType !== undefined) return mistakes(def.innerType, at);
  const isContainer = ["object", "array", "record"].includes(def.type);
  const own: [PropertyKey[], unknown][] = [[at, isContainer ? "no container" : { no: "scalar" }]];
  const parts: [PropertyKey, Node][] = [
    ...Object.entries(def.shape ?? {}),
    ...(def.element === undefined ? [] : [[0, def.element] as [number, Node]]),
    ...(def.valueType === undefined ? [] : [["key", def.valueType] as [string, Node]]),
  ];
  return [...own, ...parts.flatMap(([key, part]) => mistakes(part, [...at, key]))];
}

/** Returns a document that has only this value, at this place. */
const documentWith = (at: readonly PropertyKey[], value: unknown): unknown =>
  at.reduceRight<unknown>(
    (inner, key) => (typeof key === "number" ? [inner] : { [key]: inner }),
    value,
  );

describe.each(FORMS)("%s", (name, form) => {
  const places = mistakes(form);

  test.each(
    places.map(([at, value]) => [at.map(String).join(".") || "the whole", at, value] as const),
  )("%s", (_, at, value) => {
    const document = documentWith(at, value);
    const issues = form.safeParse(document).error?.issues ?? [];
    const wrong = issues.filter((issue) => issue.path.join() === at.join());
    expect(wrong).not.toStrictEqual([]);
    const sentences = issues.flatMap((issue) => describeIssue(form, issue, document));
    for (const sentence of sentences) {
      expect(sentence).not.toContain(NO_WORDS);
      expect(sentence).toMatch(/(?:nothing is given|is not valid|there is no such key)/);
      expect(sentence).toMatch(/(?:Expected (?!another value)\S|Did you mean )/);
    }
    const key = at.filter((part) => typeof part === "string").at(-1) ?? "";
    expect(sentences.some((sentence) => sentence.includes(key))).toBe(true);
  });

  // kubectl and similar tools write a kubeconfig. People write all other texts, and need our own words for each key.
  test("has words of its own for each key", () => {
    if (name === "kubeconfig") return;
    const messages = places.flatMap(([at, value]) =>
      (form.safeParse(documentWith(at, value)).error?.issues ?? []).filter(
        ({ code, message }) => code !== "unrecognized_keys" && message === NO_WORDS,
      ),
    );
    expect(messages.map((issue) => issue.path.join("."))).toStrictEqual([]);
  });
});

test("no other file has a form for what a person writes", () => {
  const files = readdirSync(path.join(ROOT, "actions"), { recursive: true, encoding: "utf8" })
    .map((file) => `actions/${file}`)
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => readFileSync(path.join(ROOT, file), "utf8").includes('from "zod/mini"'))
    .filter((file) => !OF_THE_PIPELINE.test(file));
  expect(files.sort()).toStrictEqual([
    "actions/build-push-ecr/src/images/image-inputs.ts",
    "actions/build-push-ecr/src/promote/place.ts",
    "actions/build-push-ecr/src/promote/stored-images.ts",
    "actions/kube-deploy/src/cluster/kubeconfig.ts",
    "actions/kube-deploy/src/images.ts",
    "actions/kube-deploy/src/record/input-types.ts",
    "actions/kube-deploy/src/smoke-tests/input.ts",
    "actions/kube-deploy/src/workloads/input.ts",
    "actions/lib/environment/form.ts",
    "actions/lib/environment/input-types.ts",
    "actions/lib/runtime/input-types.ts",
    "actions/lib/terraform/hand-over/input-types.ts",
    "actions/plan-and-comment/src/labels/input-types.ts",
  ]);
});
