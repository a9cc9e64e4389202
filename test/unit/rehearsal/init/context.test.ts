import { expect, test } from "@jest/globals";
import { readDockerfile } from "../../../../rehearsal/docker/dockerfile.ts";
import { copiedPaths, findContext } from "../../../../rehearsal/init/context.ts";

test("a Dockerfile copies paths of its context, and not stages, addresses or variables", () => {
  const text = `FROM node AS build
COPY package.json ./src/ /app/
COPY ["a file", "/b"]
ADD https://example.com/x.tgz /x/
COPY --chown=1:1 --from=build /app /app
COPY $WHERE /y
COPY --chmod=755 . .
`;
  expect(copiedPaths(readDockerfile(text))).toStrictEqual(["package.json", "src", "a file", ""]);
});

const FILES = ["a/b/docker/Dockerfile", "a/b/docker/Dockerfile.dockerignore", "a/b/app/main.py"];

test.each<[string[], string, string]>([
  [[], "a/b/docker", "nothing is copied"],
  [["app"], "a/b", "a folder is copied"],
  [["app/*.py"], "a/b", "a pattern is copied"],
  [["a/b/app", "a"], ".", "paths from the root are copied"],
  [["app", "dist"], "a/b/docker", "one of the paths is nowhere"],
  [[""], "a/b", "everything is copied, and the folder has only files of the build"],
  [["[a"], "a/b/docker", "the pattern cannot be read"],
])("the context of %j is %s: %s", (copied, context) => {
  expect(findContext("a/b/docker/Dockerfile", copied, FILES)).toBe(context);
});

test("a folder with more than a Dockerfile is the context of a copy of everything", () => {
  const files = ["a/Dockerfile", "a/main.py", "b.py"];
  expect(findContext("a/Dockerfile", [""], files)).toBe("a");
});
