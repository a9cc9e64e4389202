import { expect, test } from "@jest/globals";
import { overviewLines, type Overview } from "../../../../rehearsal/preflight/lines.ts";

const overview: Overview = {
  source: "/repository",
  tools: ["Terraform v1.11.4"],
  real: [],
  mirrored: [],
  skipped: [],
  mapped: [],
  unserved: [],
  downloaded: [],
};

test("says what is real and what is embedded", () => {
  expect(overviewLines(overview)).toStrictEqual([
    "Rehearsal of /repository (in this rehearsal, it is example-org/fleet on GitHub)",
    "  real           the workflows, the actions' bundles, Terraform v1.11.4",
    "  embedded       GitHub, AWS (S3, STS, ECR, EKS, Secrets Manager), the registry, Kubernetes, the providers hashicorp/aws and hashicorp/kubernetes",
    "",
  ]);
});

test("parts that an engine or a mirror replaces are not listed as embedded; skipped actions are listed", () => {
  const text = overviewLines({
    ...overview,
    real: ["kubernetes", "providers"],
    mirrored: ["hashicorp/aws"],
    skipped: ["actions/setup-node"],
    mapped: ["o/a"],
  }).join("\n");
  expect(text).toContain("Terraform v1.11.4, kubernetes\n");
  expect(text).toContain("from a mirror  the providers hashicorp/aws\n");
  expect(text).toContain("the registry, the providers hashicorp/kubernetes\n");
  expect(text).toContain("left out       actions/setup-node: their steps do nothing");
});

test.each([
  [["kubectl"], "Steps that start it need --real kubernetes", '--only kubernetes" installs it'],
  [
    ["helm", "kubectl"],
    "Steps that start them need --real kubernetes",
    '--only kubernetes,helm" installs it',
  ],
])("%j in steps is not served, and the lines say what serves it", (unserved, needs, engines) => {
  const text = overviewLines({ ...overview, unserved }).join("\n");
  expect(text).toContain(
    `  not served     ${unserved.join(" and ")}: the embedded Kubernetes serves only`,
  );
  for (const said of [needs, engines]) expect(text).toContain(said);
});

test("modules that terraform downloads are listed, because they need a network", () => {
  const vpc = { source: "x/vpc/aws", file: "infra/main.tf", line: 3 };
  const text = overviewLines({ ...overview, downloaded: [vpc] }).join("\n");
  expect(text).toContain(
    "  downloaded     x/vpc/aws (infra/main.tf:3): Terraform needs a network for this module",
  );
  const both = overviewLines({ ...overview, downloaded: [vpc, { ...vpc, source: "git::x" }] });
  expect(both.join("\n")).toContain(
    "git::x (infra/main.tf:3): Terraform needs a network for these modules",
  );
});
