import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  comparePlans,
  differenceLines,
} from "../../../actions/lib/terraform/plan-digest/compare.ts";
import { digestOf } from "../../../actions/lib/terraform/plan-digest/digest.ts";
import { manifestOf } from "../../../actions/lib/terraform/plan-digest/manifest.ts";
import type { Manifest } from "../../../actions/lib/terraform/plan-digest/manifest.ts";
import { parsePlan } from "../../../actions/lib/terraform/plan-json.ts";
import { KEY, bindingTo } from "../../support/plan-digest.ts";

// Manifests of plans that real Terraform and OpenTofu made with real providers. UPDATE_GOLDENS=1 rewrites them.
const GOLDEN = path.join(import.meta.dirname, "manifests.txt");
const PLANS = path.resolve(import.meta.dirname, "../plans");
const names = readdirSync(PLANS).map((file) => file.replace(/\.plan\.json$/, ""));

const binding = bindingTo("dev/kubernetes.tfstate");
const textOf = (name: string) => readFileSync(path.join(PLANS, `${name}.plan.json`), "utf8");
const manifest = (text: string) => manifestOf(parsePlan(text), KEY, (path) => path);
const digest = (text: string) => digestOf(manifest(text), binding, KEY);

/** Returns a manifest in a form for reviewers: actions, and the attributes that they change. */
const outline = ({ entries }: Manifest): string[] =>
  entries.map(({ action, address, previousAddress, attributes }) => {
    const paths = Object.keys(attributes);
    const shown = paths.slice(0, 6).join(", ") + (paths.length > 6 ? `, … (${paths.length})` : "");
    const from = previousAddress === undefined ? "" : ` from ${previousAddress}`;
    return `  ${action} ${address}${from}: ${shown}`;
  });

it("manifests of recorded plans are as reviewed", () => {
  const written = names
    .flatMap((name) => [name, `  ${digest(textOf(name))}`, ...outline(manifest(textOf(name)))])
    .join("\n");
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(GOLDEN, `${written}\n`);
  expect(`${written}\n`).toBe(readFileSync(GOLDEN, "utf8"));
});

describe("recorded plans", () => {
  it.each(names)("%s: the manifest contains neither of its two secrets (P-E 36)", (name) => {
    expect(JSON.stringify(manifest(textOf(name)))).not.toMatch(/hunter[23]/);
  });

  it.each(names)("%s: the plan's time does not count (P-E 93)", (name) => {
    const later = textOf(name).replace(/"timestamp":"[^"]*"/, '"timestamp":"2030-01-01T00:00:00Z"');
    expect(later).not.toBe(textOf(name));
    expect(digest(later)).toBe(digest(textOf(name)));
  });

  it("secret-only: another secret is another plan, although both look the same (P-E 94, 98)", () => {
    const text = textOf("secret-only");
    const other = text.replaceAll("hunter3-hunter3", "hunter4-hunter4");
    expect(differenceLines(comparePlans(manifest(text), manifest(other)))).toStrictEqual([
      "helm_release.demo: set_sensitive[0].value differs",
      "kubernetes_secret_v1.app: data differs",
      "output.endpoint: value differs",
      "var.password: value differs",
    ]);
  });

  it("create: Terraform and OpenTofu make the same plan", () => {
    expect(digest(textOf("tofu-create"))).toBe(digest(textOf("create")));
  });

  it("destroy: counters of removed objects do not count", () => {
    const text = textOf("destroy");
    const other = text.replaceAll(/"resource_version":"\d+"/g, '"resource_version":"99999"');
    expect(other).not.toBe(text);
    expect(digest(other)).toBe(digest(text));
  });
});
