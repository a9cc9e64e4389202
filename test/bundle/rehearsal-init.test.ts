// A folder that contains only Dockerfiles becomes a repository that deploys.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { rare } from "../support/rare.ts";
import { rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";
import { writeFiles } from "../support/write-files.ts";

jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of init");

const folder = useFolder();

const MINE = "# mine\n";
const source = path.join(folder, "shop");
writeFiles(source, {
  "web/Dockerfile": "FROM nginx:1.27\nCOPY page.html /page.html\nEXPOSE 8081\nUSER 101\n",
  "web/page.html": "hello\n",
  "worker/Dockerfile":
    'FROM python:3.13\nCOPY main.py /main.py\nEXPOSE 5000\nCMD ["python", "/main.py"]\n',
  "worker/main.py": "print(1)\n",
  "environments/dev.tfvars": `${MINE}name = "shop"\n`,
});

withTerraform("npm run rehearse -- init", () => {
  test("writes missing files, keeps existing files, and rehearses a deployment", async () => {
    const { exitCode, text, result } = await rehearse(["init", "--repo", source]);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain("web (web, port 8081, user 101), worker (worker, port 5000)");
    expect(text).toContain("  written  environments/dev.kubernetes.tfvars\n");
    expect(text).toContain("  kept     environments/dev.tfvars\n");
    expect(readFileSync(path.join(source, "environments/dev.tfvars"), "utf8")).toContain(MINE);
    expect(result?.images.map(({ name }) => name).sort()).toStrictEqual(["web", "worker"]);
    expect(result?.url).toMatch(/^http:/);
    expect(text).toContain(`  node dist/rehearse/index.js rehearse plan --repo ${source}\n`);
  });

  test("the written rollback.yml asks for the cluster that the infrastructure makes", async () => {
    const { exitCode, text } = await rehearse([
      "rollback",
      "--environment",
      "dev",
      "--repo",
      source,
    ]);
    expect([exitCode, text]).toStrictEqual([
      1,
      expect.stringContaining("there is no EKS cluster shop-dev in"),
    ]);
  });

  test("the second time, nothing is written; --fail is about a workload of the repository", async () => {
    const { text } = await rehearse(["init", "--repo", source, "--workflow", "deploy.yml"]);
    expect(text).toContain("--workflow works with");
    const failed = await rehearse(["--repo", source, "--fail", "crash"], {
      env: { COLUMNS: "80" },
    });
    expect([failed.exitCode, failed.text]).toStrictEqual([
      1,
      expect.stringContaining("worker: crash-loop"),
    ]);
    const end = failed.text.slice(failed.text.indexOf("═"));
    expect(end).toContain("dev / deploy: Deploy and watch the rollout failed");
    expect(end).toMatch(/^Fix: /m);
    expect(end).toMatch(/^Log of worker-/m);
    expect(end.split("\n").filter((line) => Array.from(line).length > 80)).toStrictEqual([]);
  });

  rare("a bad commit that does not affect its workload is not a success", async () => {
    // The workload sets its own user.
    const argv = ["--repo", source, "--fail", "runs-as-root", "--fail-at", "worker"];
    const { exitCode, text } = await rehearse(argv);
    expect([exitCode, text]).toStrictEqual([
      1,
      expect.stringContaining(
        "--fail runs-as-root: nothing failed: the workload of that image sets",
      ),
    ]);
    expect(text).toContain(
      "note: the commit of this run contains a mistake on purpose: USER 0 in worker/",
    );
  });
});

test("a folder without a Dockerfile is refused", async () => {
  const empty = path.join(folder, "empty");
  writeFiles(empty, { README: "" });
  const { exitCode, text } = await rehearse(["init", "--repo", empty]);
  expect([exitCode, text]).toStrictEqual([
    2,
    expect.stringContaining("has no Dockerfile. Expected a folder"),
  ]);
});
