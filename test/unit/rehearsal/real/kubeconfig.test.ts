import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { usesKubeconfig } from "../../../../rehearsal/real/kubeconfig.ts";

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(path.join(tmpdir(), "kubeconfig-"));
  mkdirSync(path.join(repository, ".github/workflows"), { recursive: true });
});
afterEach(() => rmSync(repository, { recursive: true }));

test.each([
  ["deploy.yml", "TEXT: ${{ secrets.KUBECONFIG }}", true],
  ["deploy.yaml", "TEXT: ${{secrets.KUBECONFIG}}", true],
  ["deploy.yml", "TEXT: ${{ secrets.KUBECONFIG_OLD }}", false],
  ["deploy.yml", "KUBECONFIG: kubeconfig.yml", false],
  ["notes.md", "secrets.KUBECONFIG", false],
])("the secret KUBECONFIG is found only in workflows: %s with %s", (name, text, uses) => {
  writeFileSync(path.join(repository, ".github/workflows", name), text);
  expect(usesKubeconfig(repository)).toBe(uses);
});
