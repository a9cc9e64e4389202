// Examples that deploy with other tools, rehearsed on a real control plane: `npm run rehearse -- --real kubernetes`.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { rehearse } from "../support/rehearse.ts";
import { requireEngines } from "./engines.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-examples-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** An image of the embedded account that nobody has pushed. */
const MISSING = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop";

const IMAGE = /ghcr\.io\/example-org\/shop|\{\{ \.Values\.image\.repository \}\}/;

/** Returns a copy of the example with a file that names an image that no registry has. */
function withMissingImage(example: string, file: string): string {
  const folder = path.join(directory, example);
  cpSync(path.join(ROOT, "examples", example), folder, { recursive: true });
  const text = readFileSync(path.join(folder, file), "utf8");
  writeFileSync(path.join(folder, file), text.replace(IMAGE, MISSING));
  return folder;
}

const EXAMPLES = [
  {
    example: "helm",
    engines: ["kubernetes", "helm"] as const,
    file: "charts/shop/templates/web.yaml",
    deploys: "Deploy with helm",
    healthy: ["Deployment shop/web"],
  },
  {
    example: "kubectl",
    engines: ["kubernetes"] as const,
    file: "manifests/web.yaml",
    deploys: "Deploy with kubectl",
    healthy: ["Deployment shop/web", "StatefulSet shop/worker"],
  },
];

for (const { example, engines, file, deploys, healthy } of EXAMPLES) {
  const found = await requireEngines(`examples/${example}`, engines);
  (found === undefined ? describe.skip : describe)(`examples/${example}`, () => {
    test("ends with the verdict that its workloads are healthy", async () => {
      const argv = ["--repo", `examples/${example}`, "--real", "kubernetes"];
      const { exitCode, result, text } = await rehearse(argv);
      expect([exitCode, exitCode === 0 ? "" : text]).toStrictEqual([0, ""]);
      const steps = result?.jobs.flatMap((job) => job.steps) ?? [];
      expect(steps.find(({ name }) => name === deploys)?.result).toBe("success");
      const summary = result?.summaries.map(({ markdown }) => markdown).join("\n");
      expect(summary).toContain("### dev: ✅ healthy");
      for (const name of healthy) expect(summary).toContain(`| ${name} | 2/2 |`);
    });

    test("ends with the diagnosis of an image that does not exist", async () => {
      const repository = withMissingImage(example, file);
      const argv = ["--repo", repository, "--real", "kubernetes"];
      const { exitCode, result } = await rehearse(argv);
      expect(exitCode).toBe(1);
      const steps = result?.jobs.flatMap((job) => job.steps) ?? [];
      // The tool itself has reported no error.
      expect(steps.find(({ name }) => name === deploys)?.result).toBe("success");
      expect(steps.find(({ name }) => name === "Verify")?.result).toBe("failure");
      const summary = result?.summaries.map(({ markdown }) => markdown).join("\n");
      expect(summary).toContain("#### Deployment shop/web: image-not-found");
      expect(summary).toContain("**Fix:**");
    });
  });
}
