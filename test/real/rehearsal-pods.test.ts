// With `--real kubernetes`, as in the embedded cluster, a pod becomes ready only if its image could really run.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { rehearse } from "../support/rehearse.ts";
import { writeFiles } from "../support/write-files.ts";
import { requireEngines } from "./engines.ts";

const repository = path.join(mkdtempSync(path.join(tmpdir(), "eks-real-pods-")), "shop");
afterAll(() => rmSync(path.dirname(repository), { recursive: true, force: true }));
writeFiles(repository, {
  "web/Dockerfile": "FROM nginx:1.29\nCOPY index.html /usr/share/nginx/html/\n",
  "web/index.html": "hello\n",
  "api/Dockerfile": 'FROM python:3.13\nCOPY main.py /\nEXPOSE 5000\nCMD ["python", "/main.py"]\n',
  "api/main.py": "print(1)\n",
});
const VARIABLES = path.join(repository, "environments/dev.kubernetes.tfvars");

const found = await requireEngines("rehearsal-pods", ["kubernetes", "terraform"]);

(found === undefined ? describe.skip : describe)("pods of a real control plane", () => {
  const real = ["--repo", repository, "--real", "kubernetes"];

  test("become ready if their images fit", async () => {
    const { exitCode, text, result } = await rehearse(["init", ...real]);
    expect([exitCode, exitCode === 0 ? "" : text]).toStrictEqual([0, ""]);
    expect(result?.release).toMatchObject({ environment: "dev" });
  });

  test("are not ready on a port that their image does not declare", async () => {
    // The real controllers count real seconds until they give up.
    writeFileSync(VARIABLES, `${readFileSync(VARIABLES, "utf8")}progress_deadline_seconds = 60\n`);
    const { exitCode, text } = await rehearse([...real, "--fail", "wrong-port"]);
    expect(exitCode).toBe(1);
    expect(text).toContain("connect: connection refused");
    expect(text).toMatch(/asks port \d+, but the image declares only 3000 \(EXPOSE\)/);
  });

  test("of a server that cannot write to a folder that it needs end, and the report has the server's last log line", async () => {
    const text = readFileSync(VARIABLES, "utf8");
    writeFileSync(VARIABLES, text.replace(/^.*writable_paths.*nginx.*\n/m, ""));
    const failed = await rehearse(real);
    expect(failed.exitCode).toBe(1);
    expect(failed.text).toContain('mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only');
  });

  test("with an image that runs as root are refused before the application is changed", async () => {
    const { exitCode, text } = await rehearse(["--real", "kubernetes", "--fail", "runs-as-root"]);
    expect(exitCode).toBe(1);
    expect(text).toContain("kube-deploy: image-contract");
  });
});
