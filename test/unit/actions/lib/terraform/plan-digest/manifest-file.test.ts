import { describe, expect, it } from "@jest/globals";
import {
  manifestText,
  parseManifest,
} from "../../../../../../actions/lib/terraform/plan-digest/manifest-file.ts";
import type { Manifest } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";

const digest = `hmac-sha256:${"0f".repeat(32)}`;
const manifest: Manifest = {
  schema: 1,
  entries: [
    {
      address: "t.x",
      previousAddress: "t.w",
      deposed: "0a",
      action: "update",
      attributes: JSON.parse('{"__proto__":"h","b":"known after apply"}') as Record<string, string>,
    },
  ],
};
const purpose = { environment: "dev", release: undefined, command: "apply" };
const state = { bucket: "fleet-333333333333", key: "k", lineage: "l" };
const text = manifestText(manifest, digest, { ...purpose, state });

it("is read back from its text, and names no account", () => {
  expect(parseManifest(text)).toStrictEqual({ digest, ...purpose, manifest, secrets: [] });
  expect(text).not.toContain("333333333333");
});

it("has the versions of the secrets for the plan, which the digest does not cover", () => {
  const secrets = [{ secret: "fleet/dev", versionId: "1", variables: ["password"] }];
  const read = parseManifest(manifestText(manifest, digest, { ...purpose, state }, secrets));
  expect(read).toMatchObject({ digest, manifest, secrets });
});

describe("refuses a file that is not a manifest", () => {
  it.each([
    ["", "the manifest cannot be read: the text is empty"],
    [text.slice(0, 40), "the manifest cannot be read: it is not JSON"],
    ["[]", "the file is not a plan manifest"],
    [text.replace('"schema": 1', '"schema": 2'), "the file is not a plan manifest at schema"],
    [text.replace(digest, "sha256:00"), "the file is not a plan manifest at digest"],
    [text.replace('"update"', "7"), "the file is not a plan manifest at entries.0.action"],
  ])("%j", (given, words) => {
    expect(() => parseManifest(given)).toThrow(words);
  });
});
