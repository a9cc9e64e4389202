import { expect, test } from "@jest/globals";
import { readSteps } from "../../../../../actions/build-push-ecr/src/docker/steps.ts";

test("a step has its work, its platform, its output, its warnings, and its error", () => {
  const output = `#0 building with "x" instance using remote driver

#1 [internal] load build definition from Dockerfile
#1 WARN: UndefinedArgInFrom: FROM argument 'X' is not declared (line 1)
#1 DONE 0.0s

#7 [linux/arm64/v8 build 2/3] RUN make
#7 ...

#8 exporting to image
#8 ERROR: failed to push h/r:v1: denied: no

#7 [linux/arm64/v8 build 2/3] RUN make
#7 12.500 #8 ERROR: a lie
#7 13.000 set: Illegal option -\r
#7 DONE 13.1s
ERROR: failed to build: failed to solve: failed to push`;
  const steps = readSteps(output);
  const [, definition, make, push] = steps;
  expect(definition).toMatchObject({
    work: "load build definition from Dockerfile",
    platform: undefined,
    warnings: ["UndefinedArgInFrom: FROM argument 'X' is not declared (line 1)"],
  });
  expect(make).toStrictEqual({
    work: "RUN make",
    platform: "linux/arm64/v8",
    error: undefined,
    printed: ["#8 ERROR: a lie", "set: Illegal option -\r"],
    warnings: [],
  });
  expect(push).toMatchObject({
    work: "exporting to image",
    error: "failed to push h/r:v1: denied: no",
  });
  expect(steps).toHaveLength(4);
});

test("the name of a stage is not taken for a platform", () => {
  expect(
    readSteps("#5 [2/2] RUN x\n#6 [build 2/3] RUN y\n").map((step) => step.platform),
  ).toStrictEqual([undefined, undefined]);
});
