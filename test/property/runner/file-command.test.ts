import { describe, expect, it } from "@jest/globals";
import { readFileCommands } from "../../../rehearsal/runner/commands/file.ts";
import { WorkflowCommands } from "../../../rehearsal/runner/commands/workflow.ts";
import { Masks } from "../../../rehearsal/runner/mask.ts";
import { anyText } from "../../support/any-text.ts";
import fc from "../../support/fast-check.ts";

const name = fc.stringMatching(/^[A-Za-z_][\w-]{0,20}$/);
/** Generates any text, with many elements of the format itself. */
const value = fc
  .array(fc.oneof(anyText(), fc.constantFrom("\n", "\r\n", "=", "<<", "EOF", "%0A", "::")))
  .map((parts) => parts.join(""));

describe("file commands", () => {
  it("that the toolkit writes are read back byte for byte (E52)", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), fc.uuid(), (pairs, id) => {
        const delimiter = `ghadelimiter_${id}`;
        const text = pairs
          .map(([key, content]) => `${key}<<${delimiter}\n${content}\n${delimiter}\n`)
          .join("");
        expect([...readFileCommands(text)]).toStrictEqual(pairs);
      }),
    );
  });

  it("on one line keep everything after the first =", () => {
    const line = value.filter((text) => !text.includes("\n"));
    fc.assert(
      fc.property(name, line, (key, content) => {
        expect([...readFileCommands(`${key}=${content}\n`)]).toStrictEqual([[key, content]]);
      }),
    );
  });
});

it("workflow commands that the toolkit escapes are read back unchanged", () => {
  const escape = (text: string) =>
    text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = (text: string) => escape(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  fc.assert(
    fc.property(
      value,
      value.filter((text) => text !== ""),
      (data, title) => {
        const command = new WorkflowCommands().read(
          `::error title=${property(title)},line=1::${escape(data)}`,
        );
        expect(command?.properties).toStrictEqual({ title, line: "1" });
        expect(command?.data).toBe(data);
      },
    ),
  );
});

it("masks leave no secret visible", () => {
  const secret = fc
    .string({ minLength: 4 })
    .filter((text) => text.trim().length >= 4 && !text.includes("*"));
  fc.assert(
    fc.property(secret, fc.array(fc.string()), (hidden, around) => {
      const masks = new Masks();
      masks.add(hidden);
      expect(masks.hide(around.join(hidden) + hidden)).not.toContain(hidden);
    }),
  );
});
