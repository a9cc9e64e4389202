import { expect, test } from "@jest/globals";
import { checkEnvironments } from "../../../../../actions/lib/environment/check.ts";
import { environmentText } from "../../../../support/environment-files.ts";

/** Checks files, given by the name of their environment. */
const check = (files: Record<string, string>) =>
  checkEnvironments(
    Object.entries(files).map(([name, text]) => ({
      file: name.includes(".") ? `environments/${name}` : `environments/${name}.yml`,
      text,
    })),
  );

const promoted = (from: string) => environmentText(`promote-from: ${from}`, { push: false });

test("environments may share a bucket, because their keys differ", () => {
  const { environments, problems } = check({
    dev: environmentText(),
    staging: promoted("dev"),
    production: promoted("staging"),
  });
  expect(problems).toStrictEqual([]);
  expect(environments.map(({ name }) => name)).toStrictEqual(["dev", "staging", "production"]);
});

test("refuses two files with the same bucket and key", () => {
  const copied = environmentText().replace(
    "bucket:",
    "keys: { infrastructure: dev/infrastructure.tfstate }, bucket:",
  );
  expect(check({ dev: environmentText(), staging: copied }).problems).toStrictEqual([
    'environments/staging.yml: state.keys.infrastructure: "dev/infrastructure.tfstate" in the bucket fleet-state-333333333333 is the state of infrastructure of environments/dev.yml, so one environment would destroy the other. Expected a state of its own. Give another key, or leave it out to use the default. The state of a Terraform workspace is at env:/<workspace>/<key>.',
  ]);
});

test.each([
  ["stagin", "Did you mean staging?"],
  ["europe", "Expected an environment of this repository: staging."],
])("refuses promote-from %s, which does not exist", (from, fix) => {
  const { problems } = check({ staging: environmentText(), production: promoted(from) });
  expect(problems).toStrictEqual([
    `environments/production.yml: promote-from: there is no environment "${from}". ${fix}`,
  ]);
});

test("a source with an invalid file still exists", () => {
  const { environments, problems } = check({
    staging: "region: 1",
    production: promoted("staging"),
  });
  expect(environments.map(({ name }) => name)).toStrictEqual(["production"]);
  expect(
    problems.filter((problem) => !problem.startsWith("environments/staging.yml")),
  ).toStrictEqual([]);
});

test("reports a circle once, without the environment that leads into it", () => {
  const { problems } = check({
    late: promoted("one"),
    one: promoted("two"),
    two: promoted("three"),
    three: promoted("one"),
  });
  expect(problems).toStrictEqual([
    "environments/one.yml: promote-from: the environments promote in a circle: one from two from three from one. Expected one environment without promote-from, where images are built. Remove it there.",
  ]);
});

test("refuses one environment in two files", () => {
  const other = environmentText("", { account: "444444444444" });
  expect(check({ "dev.yml": environmentText(), "dev.yaml": other }).problems).toStrictEqual([
    'environments/dev.yaml: environments/dev.yml is the environment "dev" too. Expected one file for each environment. Remove one of the two.',
  ]);
});
