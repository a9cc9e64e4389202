import { isMap, isScalar, parseDocument, visit } from "yaml";
import { NotValid, firstLine } from "../runtime/input-types.ts";
import type { InputType } from "../runtime/input-types.ts";

/**
 * Terraform variables as a YAML map. A number that YAML would rewrite (1.30, 007, 9007199254740993) is handed over
 * as the text it was written as: terraform turns a text into a number where the variable is one, and a variable of
 * type string keeps its digits.
 */
export const variables: InputType<Record<string, unknown>, Record<string, unknown>> = {
  name: "YAML map",
  expected: "a YAML map of variable names and values, for example replicas: 3",
  empty: {},
  parse(given) {
    const document = parseDocument(given);
    const error = document.errors[0];
    if (error !== undefined) throw new NotValid(`it is not YAML: ${firstLine(error.message)}`);
    if (document.contents === null) return {};
    if (!isMap(document.contents)) throw new NotValid();
    visit(document, {
      Scalar: (_, node) => {
        if (typeof node.value === "number" && node.source !== undefined)
          if (String(node.value) !== node.source) node.value = node.source;
      },
    });
    checkNames(document.contents.items.map(({ key }) => (isScalar(key) ? key.value : key)));
    return document.toJS() as Record<string, unknown>;
  },
};

function checkNames(names: unknown[]): void {
  for (const name of names)
    if (typeof name !== "string" || !/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name))
      throw new NotValid(`${JSON.stringify(name)} is not the name of a variable`);
}
