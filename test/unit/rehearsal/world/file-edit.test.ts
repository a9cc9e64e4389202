import { expect, test } from "@jest/globals";
import { editDockerfile, findDockerfile } from "../../../../rehearsal/world/file-edit.ts";

const edit = { folder: "backend", without: "EXPOSE", line: "EXPOSE 3000", harmless: "" };

test.each([
  [["docker/backend/Dockerfile", "docker/frontend/Dockerfile"], "docker/backend/Dockerfile"],
  [["Dockerfile", "api/Dockerfile", "web/Dockerfile"], "web/Dockerfile"],
  [["Dockerfile", "README.md"], "Dockerfile"],
  [["backend/main.py"], undefined],
])("of %j, the Dockerfile to edit is %s", (files, expected) => {
  expect(findDockerfile(files, edit)).toBe(expected);
});

test("the instruction is replaced on every line", () => {
  const text =
    "FROM node:24\nexpose 8080\n  EXPOSE 8081\nEXPOSE\t8082\nUSER 1\n# EXPOSE is kept here\n";
  expect(editDockerfile(text, edit)).toBe(
    "FROM node:24\nUSER 1\n# EXPOSE is kept here\nEXPOSE 3000\n",
  );
});
