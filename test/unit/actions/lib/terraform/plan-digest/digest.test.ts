import { describe, expect, it } from "@jest/globals";
import {
  DIGEST_FORM,
  digestOf,
  equalDigests,
  keyFrom,
} from "../../../../../../actions/lib/terraform/plan-digest/digest.ts";
import type { Binding } from "../../../../../../actions/lib/terraform/plan-digest/digest.ts";
import type { Manifest } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";

const key = keyFrom(Buffer.alloc(32, 7));
const manifest: Manifest = {
  schema: 1,
  entries: [{ address: "t.x", action: "create", attributes: { a: "h" } }],
};
const binding: Binding = {
  state: { bucket: "b", key: "k", lineage: "l" },
  environment: "dev",
  release: "20261128T190000Z-0123456789ab",
  command: "apply",
};
const state = (change: Partial<Binding["state"]>) => ({ state: { ...binding.state, ...change } });

describe("a digest", () => {
  it("is the same for the same plan and purpose", () => {
    const digest = digestOf(manifest, binding, key);
    expect(digest).toMatch(DIGEST_FORM);
    expect(digestOf(structuredClone(manifest), structuredClone(binding), key)).toBe(digest);
  });

  it.each<[string, Partial<Binding>]>([
    ["bucket", state({ bucket: "other" })],
    ["state", state({ key: "env:/other/k" })],
    ["lineage", state({ lineage: "other" })],
    ["state that does not exist yet", state({ lineage: undefined })],
    ["environment", { environment: "staging" }],
    ["release", { release: undefined }],
    ["command", { command: "destroy" }],
    // The parts are not joined into one text: moving characters from one part to the next changes the purpose.
    ["split of bucket and key", state({ bucket: "bk", key: "" })],
  ])("differs for another %s (P-E 90)", (_, change) => {
    expect(digestOf(manifest, { ...binding, ...change }, key)).not.toBe(
      digestOf(manifest, binding, key),
    );
  });

  it("differs for another key", () => {
    expect(digestOf(manifest, binding, keyFrom(Buffer.alloc(32, 8)))).not.toBe(
      digestOf(manifest, binding, key),
    );
  });

  it("is compared completely", () => {
    expect([equalDigests("ab", "ab"), equalDigests("ab", "ac"), equalDigests("ab", "abc")]).toEqual(
      [true, false, false],
    );
  });
});

it("a key must have 32 bytes", () => {
  expect(() => keyFrom(Buffer.alloc(31))).toThrow("the digest key has 31 bytes, not 32");
});
