import { describe, expect, test } from "@jest/globals";
import {
  parseConstraint,
  satisfies,
} from "../../actions/setup-terraform-backend/src/tool/constraint.ts";
import { requiredVersionsIn } from "../../actions/setup-terraform-backend/src/tool/required-versions.ts";
import {
  compareVersions,
  formatVersion,
  parseVersion,
} from "../../actions/setup-terraform-backend/src/tool/version.ts";
import { anyText } from "../support/any-text.ts";
import fc from "../support/fast-check.ts";

const constraint = fc.constantFrom("~> 1.9.0", ">= 1.5", "1.11.4", ">= 1.10, < 2");
const BAIT = 'required_version = "= 0.0.1"';

/** Generates pieces of a file that look like a version constraint but are none. */
const decoy = fc.constantFrom(
  `# terraform { ${BAIT} }\n`,
  `// ${BAIT}\n`,
  `/* terraform {\n ${BAIT}\n} */\n`,
  `locals {\n  a = <<-EOT\n    terraform {\n      ${BAIT}\n    }\n    EOT\n}\n`,
  `locals {\n  engine = { ${BAIT} }\n}\n`,
  `resource "x" "y" {\n  ${BAIT} # {\n}\n`,
  'locals {\n  a = "terraform { required_version = \\"= 0.0.1\\" } # /* ${"{"}"\n}\n',
  "terraform {\n  required_providers {\n  }\n}\n",
);
/** Generates blocks that require a version, in different forms. */
const demand = fc
  .tuple(
    constraint,
    fc.constantFrom("", " # ", " // ", " /* x */"),
    fc.boolean(),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([wanted, comment, parentheses, end]) => ({
    wanted,
    text: [
      "terraform {",
      `  required_version = ${parentheses ? `("${wanted}")` : `"${wanted}"`}${comment}`,
      "}",
      "",
    ].join(end),
  }));

describe("required_version", () => {
  test("is found where it is declared, and nowhere else", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(decoy, demand), { maxLength: 8 }), (pieces) => {
        const text = pieces
          .map((piece) => (typeof piece === "string" ? piece : piece.text))
          .join("");
        const found = requiredVersionsIn([{ name: "a.tf", text, isOverride: false }], "terraform");
        expect(found.map((one) => one.constraint)).toStrictEqual(
          pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.wanted])),
        );
      }),
    );
  });

  test("any text is read without an error", () => {
    const file = fc.constantFrom("a.tf", "a.tf.json", "override.tf");
    fc.assert(
      fc.property(file, anyText({ maxLength: 400 }), (name, text) => {
        requiredVersionsIn([{ name, text, isOverride: false }], "opentofu");
      }),
    );
  });
});

describe("versions", () => {
  const segment = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
  const version = fc
    .tuple(
      fc.array(segment, { minLength: 1, maxLength: 5 }),
      fc.constantFrom("", "-rc1", "-beta.2", "+ent"),
    )
    .map(([segments, end]) => segments.join(".") + end);

  test("a version equals its published form", () => {
    fc.assert(
      fc.property(version, (text) => {
        const parsed = parseVersion(text);
        const again = parsed && parseVersion(formatVersion(parsed));
        expect(parsed && again && compareVersions(parsed, again)).toBe(0);
      }),
    );
  });

  test("any text as a constraint is read or refused, and = allows exactly one version", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), version), version, (text, other) => {
        const [clauses, parsed, compared] = [
          parseConstraint(text),
          parseVersion(text),
          parseVersion(other),
        ];
        if (clauses === undefined || parsed === undefined || compared === undefined) return;
        expect(satisfies(compared, clauses)).toBe(compareVersions(parsed, compared) === 0);
        expect(satisfies(parsed, clauses)).toBe(true);
      }),
    );
  });
});
