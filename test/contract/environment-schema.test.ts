// The JSON schema for editors accepts and refuses the same files as the actions.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import * as z from "zod";
import { validateEnvironment } from "../../actions/lib/environment/validate.ts";
import { WRONG_FORMS, environmentText } from "../support/environment-files.ts";

const file = path.resolve(import.meta.dirname, "../../schemas/environment.schema.json");
const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(file, "utf8")) as Parameters<typeof z.fromJSONSchema>[0],
);

const bySchema = (text: string) => schema.safeParse(parse(text)).success;
const byActions = (text: string) =>
  validateEnvironment({ file: "environments/dev.yml", text }).problems.length === 0;

describe("both accept", () => {
  test.each([
    ["the least that has to be there", environmentText()],
    [
      "everything",
      environmentText(
        `infrastructure: { variable-files: [a.tfvars] }
kubernetes: {}
images: { prefix: fleet-production/ }
promote-from: staging
min-soak: 1h30m
freeze: [{ from: "Fri 16:00", to: "Mon 07:00", zone: Europe/Berlin }]`,
        { push: false },
      ),
    ],
  ])("%s", (_, text) => {
    expect([bySchema(text), byActions(text)]).toStrictEqual([true, true]);
  });
});

describe("both refuse", () => {
  test.each(WRONG_FORMS)("%j as %j", (before, after) => {
    const text = environmentText().replace(before, after);
    expect([bySchema(text), byActions(text)]).toStrictEqual([false, false]);
  });
});

test("a rule between values is known to the actions only", () => {
  const text = environmentText("promote-from: staging");
  expect([bySchema(text), byActions(text)]).toStrictEqual([true, false]);
});
