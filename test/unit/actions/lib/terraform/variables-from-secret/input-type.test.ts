import { describe, expect, test } from "@jest/globals";
import { NotValid } from "../../../../../../actions/lib/runtime/input-types.ts";
import { secretSources } from "../../../../../../actions/lib/terraform/variables-from-secret/input-type.ts";
import fc from "../../../../../support/fast-check.ts";

const ARN = "arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:fleet/dev-AbCdEf";
const NONE = { variable: undefined, key: undefined, stage: undefined, versionId: undefined };

describe("an entry", () => {
  test.each([
    ["fleet/dev/terraform", { id: "fleet/dev/terraform" }],
    [ARN, { id: ARN }],
    ["password=fleet/dev", { variable: "password", id: "fleet/dev" }],
    ["  password = fleet/dev  ", { variable: "password", id: "fleet/dev" }],
    ["password=fleet/dev:key", { variable: "password", id: "fleet/dev", key: "key" }],
    [`password=${ARN}:key`, { variable: "password", id: ARN, key: "key" }],
    [
      "a-b=x:key:AWSPREVIOUS:1234",
      { variable: "a-b", id: "x", key: "key", stage: "AWSPREVIOUS", versionId: "1234" },
    ],
    ["fleet/dev::AWSPENDING:", { id: "fleet/dev", stage: "AWSPENDING" }],
    [`${ARN}:::1234`, { id: ARN, versionId: "1234" }],
    ["fleet/a=b", { id: "fleet/a=b" }],
    ["größe=fleet/a=b", { variable: "größe", id: "fleet/a=b" }],
    [ARN.replace("fleet/dev", "a=b"), { id: ARN.replace("fleet/dev", "a=b") }],
  ])("%j", (entry, expected) => {
    const [source] = secretSources.parse(entry);
    expect(source).toStrictEqual({ ...NONE, entry: entry.trim(), ...expected });
  });

  test.each([
    ["a b", '"a b" names no secret: a name has letters, digits and any of /_+=.@-'],
    ["password=", '"password=" names no secret'],
    ["1st=fleet/dev", '"1st" in "1st=fleet/dev" is not the name of a variable'],
    ["=fleet", '"" in "=fleet" is not the name of a variable'],
    [
      "fleet/dev:key",
      "names the member key, but no variable that gets it; write key=fleet/dev:key",
    ],
    ["fleet/dev:1.k", "no variable that gets it; write variable=fleet/dev:1.k"],
    ["a=b:c:d:e:f", "has more fields than secret:json-key:version-stage:version-id"],
    ["arn:aws:ssm:eu-west-1:111122223333:parameter/x", "has no ARN of a secret, such as arn:aws:"],
    ["a=arn:aws:secretsmanager:eu-west-1:1111:secret:x", "has no ARN of a secret"],
    ["a=arn:aws:secretsmanager::111122223333:secret:x", "has no ARN of a secret"],
    ["a=x\nb=y\na=z", "two entries give a"],
  ])("%j is refused", (text, says) => {
    expect(() => secretSources.parse(text)).toThrow(NotValid);
    expect(() => secretSources.parse(text)).toThrow(says);
  });

  test("there is one entry per line", () => {
    expect(secretSources.parse("a=x\n\n  y\n").map(({ id }) => id)).toStrictEqual(["x", "y"]);
  });

  test("any text is read, or refused with a message", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("a", "b", "1", "=", ":", "/", ".", " ", "\n", "-", "arn:"),
        }),
        (text) => {
          try {
            for (const { id, variable, key } of secretSources.parse(text)) {
              expect(id).not.toBe("");
              expect(key === undefined || variable !== undefined).toBe(true);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(NotValid);
          }
        },
      ),
    );
  });
});
