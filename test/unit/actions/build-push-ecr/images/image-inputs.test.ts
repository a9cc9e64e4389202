import { expect, test } from "@jest/globals";
import { repositoryPrefix } from "../../../../../actions/lib/aws/input-types.ts";
import {
  images,
  period,
  repositoryProblems,
} from "../../../../../actions/build-push-ecr/src/images/image-inputs.ts";

test("I-E 48: build arguments are text, exactly as written", () => {
  const [image] = images.parse(
    "[{name: a, repository: r/a, build-args: {V: 22.10, B: yes, N: null, E: , H: 0x10, T: 2024-01-01, Q: '1'}}]",
  );
  expect(image?.buildArgs).toStrictEqual({
    V: "22.10",
    B: "yes",
    N: "null",
    E: "",
    H: "0x10",
    T: "2024-01-01",
    Q: "1",
  });
});

const image = (more: string) => `[{name: a, repository: r/a, ${more}}]`;

test("I-E 48: a number in YAML is accepted as a name", () => {
  const [found] = images.parse(image("context: 2025, file: 1"));
  expect(found).toMatchObject({ context: "2025", file: "1" });
});

test.each([
  ["[]", "it names no image"],
  ["[{name: a}]", "[0].repository: nothing is given. Expected the name of an ECR repository"],
  [image("contet: x"), "[0].contet: there is no such key. Did you mean context?"],
  [image("buildargs: {A: x}"), "[0].buildargs: there is no such key. Did you mean build-args?"],
  [
    image("platforms: 'linux/amd64,linux/arm64'"),
    '[0].platforms: "linux/amd64,linux/arm64" is not valid. Expected a list of platforms, for example [',
  ],
  [
    image("platforms: [linux/amd46]"),
    '[0].platforms[0]: "linux/amd46" is not valid. Expected a platform, for example linux/arm64',
  ],
  [
    image("platforms: [arm64]"),
    '[0].platforms[0]: "arm64" is not valid. Expected a platform, for example linux/arm64',
  ],
  [
    image("build-args: [RELEASE=1]"),
    '[0].build-args: ["RELEASE=1"] is not valid. Expected a map of name and value',
  ],
  [image("build-args: {A: [1]}"), '[0].build-args.A: ["1"] is not valid. Expected text'],
  [
    image("build-args: {A-B: x}"),
    '[0].build-args.A-B: "A-B" is not valid as a key. Expected the name of an ARG',
  ],
  [image("target: -x"), '[0].target: "-x" is not valid. Expected the name of a stage'],
  [
    image("target: 1"),
    '[0].target: "1" is not valid. Expected the name of a stage of the Dockerfile',
  ],
  [image("context: [a]"), '[0].context: ["a"] is not valid. Expected a folder of the repository'],
  [image("context: ''"), '[0].context: "" is not valid. Expected a folder of the repository'],
  [image("tags: type=sha"), '[0].tags: "type=sha" is not valid. Expected a list of tag templates'],
  [image(`tags: ["type=raw,value=${"v".repeat(129)}"]`), "Expected 1 to 128 letters"],
  [image(`tags: ["type=sha,prefix=${"p".repeat(89)}"]`), "at most 75 characters"],
])("refuses %s: %s", (text, says) => {
  expect(() => images.parse(text)).toThrow(says);
});

test.each([
  "444455556666.dkr.ecr.us-east-1.amazonaws.com/team/web",
  "444455556666.dkr.ecr-fips.us-gov-west-1.amazonaws.com/web",
  "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/web",
  "444455556666.dkr-ecr.eu-west-1.on.aws/web",
  "public.ecr.aws/team/web",
  "ghcr.io/team/web",
  "docker.io/library/web",
  "registry-1.docker.io/library/web",
  "eu.gcr.io/team/web",
  "europe-docker.pkg.dev/team/web",
  "team.azurecr.io/web",
  "localhost/web",
  "localhost:5000/web",
])("refuses a repository with a host: %s", (repository) => {
  expect(() => images.parse(`[{name: a, repository: ${repository}}]`)).toThrow(
    `[0].repository: "${repository}" is not valid. Expected the name of an ECR repository, lower case and without host`,
  );
  expect(() => repositoryPrefix.parse(`${repository}/`)).toThrow();
});

test.each([
  "web",
  "team/web",
  "team.web/api",
  "v1.2/web",
  "docker-hub/library/node",
  "acme.io/web",
  "my.company.com/team/web",
])("a dot alone does not make a host: %s", (repository) => {
  expect(images.parse(`[{name: a, repository: ${repository}}]`)[0]?.repository).toBe(repository);
  expect(repositoryPrefix.parse(`${repository}/`)).toBe(`${repository}/`);
});

test("a period is at least a minute", () => {
  expect(period.parse("7d")).toBe(604_800_000);
  expect(() => period.parse("59s")).toThrow();
});

test("prefix and repository together must be a valid name", () => {
  const [web] = images.parse("[{name: a, repository: web}]");
  expect(repositoryProblems([web!], "fleet-dev/")).toStrictEqual([]);
  expect(repositoryProblems([web!], "fleet-")).toStrictEqual([]);
  const problems = repositoryProblems([web!, { ...web!, name: "b" }], `${"p".repeat(254)}/`);
  expect(problems).toStrictEqual([
    expect.stringMatching(
      /^the repository of a is "p+\/web" with repository-prefix, which is not valid\. Expected the name/,
    ),
    expect.stringMatching(/^the repository of b is/),
  ]);
});
