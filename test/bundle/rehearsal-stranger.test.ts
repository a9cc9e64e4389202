// Rehearses an application with other images, ports and users than the example, after three edits of examples/fleet.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { rare } from "../support/rare.ts";
import { rehearse } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = useFolder();

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of a stranger");

const WORKFLOW = ".github/workflows/deploy.yml";
const VARIABLES = "environments/dev.kubernetes.tfvars";

/** Makes the example with three edits: variable files, Dockerfiles, and the images of the caller. */
function strangersRepository(name: string): string {
  const repository = path.join(directory, name);
  cpSync(path.join(ROOT, "examples/fleet"), repository, { recursive: true });
  rmSync(path.join(repository, "docker"), { recursive: true });
  cpSync(path.join(ROOT, "test/fixtures/stranger"), repository, { recursive: true });
  edit(repository, WORKFLOW, /images: \|[^]*$/, "images: |\n");
  for (const image of ["web", "api"])
    edit(
      repository,
      WORKFLOW,
      /$/,
      `        - { name: ${image}, repository: ${image}, context: ${image} }\n`,
    );
  return repository;
}

function edit(repository: string, file: string, from: RegExp, to: string): void {
  const text = readFileSync(path.join(repository, file), "utf8");
  writeFileSync(path.join(repository, file), text.replace(from, to));
}

withTerraform("a stranger's application", () => {
  test("two services with other ports and users, and a Job before them, succeed", async () => {
    const { exitCode, text, result } = await rehearse(["--repo", strangersRepository("shop")]);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result?.images.map(({ name }) => name)).toStrictEqual(["web", "api"]);
    expect(result?.release).toMatchObject({ environment: "dev" });
    expect(text).not.toContain("image-contract");
  });

  test("the same with a port that the image does not declare fails, and names the port", async () => {
    const repository = strangersRepository("wrong-port");
    edit(repository, VARIABLES, /port {5}= 5000/, "port     = 5001");
    const { exitCode, text } = await rehearse(["--repo", repository]);
    expect(exitCode).toBe(1);
    for (const said of [
      "readiness-probe-failed: Deployment fleet/api",
      "connect: connection refused",
      "Likely cause: the readiness probe asks port 5001, but the image declares only 5000 (EXPOSE)",
    ])
      expect(text).toContain(said);
  });

  rare(
    "an image that runs as root is refused before anything of the application is changed",
    async () => {
      const repository = strangersRepository("root");
      edit(repository, "api/Dockerfile", /USER .*\n/, "");
      const { exitCode, text, result } = await rehearse(["--repo", repository]);
      expect(exitCode).toBe(1);
      expect(text).toContain("kube-deploy: image-contract: Job fleet/migrate-");
      expect(text).toContain("the image fleet-dev/api runs as root (it has no USER)");
      expect(result?.environments["dev"]?.kubernetes.resources).toBe(0);
    },
  );

  test("wrong values are all refused at once, before the infrastructure is applied", async () => {
    const repository = strangersRepository("bad-values");
    edit(repository, VARIABLES, /port {5}= 5000/, "prot     = 5000\n    port     = 70000");
    edit(repository, VARIABLES, /path = "\/api"/, 'path = "/"');
    const { exitCode, text, result } = await rehearse(["--repo", repository]);
    expect(exitCode).toBe(1);
    for (const said of [
      "Check the values of the Kubernetes workspace failed",
      "values-invalid: 3 values of $/terraform/kubernetes are not valid, and nothing was changed.",
      'workloads.api: the key "prot" is not known. Expected one of architecture, args, before,',
      "ingress.path: / of any host is not valid, because workloads.",
      "workloads.api.port: 70000 is not valid. Expected a whole number from 1 to 65535.",
      `correct them in environments/dev.tfvars or ${VARIABLES}`,
    ])
      expect(text.replaceAll(/\s+/g, " ")).toContain(said);
    expect(result?.environments["dev"]?.infrastructure.resources).toBe(0);
  });

  rare("the pull request of a first deployment also refuses them", async () => {
    const repository = strangersRepository("bad-plan");
    edit(repository, VARIABLES, /port {5}= 5000/, "port     = 70000");
    const { exitCode, text } = await rehearse(["plan", "--repo", repository]);
    expect(exitCode).toBe(1);
    expect(text).toContain("workloads.api.port: 70000 is not valid.");
  });
});
