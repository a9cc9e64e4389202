import { expect, test } from "@jest/globals";
import { knownBaseImage } from "../../../../rehearsal/base/base-images.ts";

test.each([
  ["nginx", 80],
  ["nginx:1.29", 80],
  ["docker.io/library/nginx@sha256:00", 80],
  ["httpd:2.4-alpine", 80],
  ["nginxinc/nginx-unprivileged:1.29", undefined],
  ["example.org/my-nginx", undefined],
  ["constructor", undefined],
  ["", undefined],
])("%s listens on %s", (reference, port) => {
  expect(knownBaseImage(reference)?.port).toBe(port);
});
