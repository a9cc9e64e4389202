import { expect, test } from "@jest/globals";
import { knownBaseImage, runsPython, writesOf } from "../../../../rehearsal/base/base-images.ts";

test.each([
  ["nginx", 80],
  ["nginx:1.29", 80],
  ["docker.io/library/nginx@sha256:00", 80],
  ["public.ecr.aws/docker/library/nginx:1.29-alpine", 80],
  ["mirror.example:5000/nginx", 80],
  ["httpd:2.4-alpine", 80],
  ["nginxinc/nginx-unprivileged:1.29", 8080],
  ["ghcr.io/nginx/nginx-unprivileged", 8080],
  ["python:3.13-slim", undefined],
  // These images have a similar name, but other ports and folders.
  ["bitnami/nginx:1.29", undefined],
  ["cgr.dev/chainguard/nginx", undefined],
  ["example.org/my-nginx", undefined],
  ["constructor", undefined],
  ["", undefined],
])("%s listens on %s", (reference, port) => {
  expect(knownBaseImage(reference)?.port).toBe(port);
});

test.each([
  ["nginx", undefined],
  ["nginxinc/nginx-unprivileged", "101"],
])("%s runs as %s", (reference, user) => {
  expect(knownBaseImage(reference)?.user).toBe(user);
});

const gunicorn = ["/tmp"];
test.each<[string, string[], string[], string[]]>([
  ["nginx:1.29", ["nginx"], [], ["/var/cache/nginx", "/run"]],
  ["nginxinc/nginx-unprivileged:1.29", [], [], ["/tmp"]],
  ["python:3.13", ["gunicorn", "app:app"], [], gunicorn],
  ["debian", ["/venv/bin/gunicorn", "app:app"], [], gunicorn],
  ["python:3.13", ["/bin/sh", "-c", "exec gunicorn -b :5000 app:app"], [], gunicorn],
  ["python:3.13", ["python", "-m", "gunicorn", "app:app"], [], gunicorn],
  // The temporary files are, or may be, somewhere else.
  ["python:3.13", ["gunicorn", "--worker-tmp-dir", "/dev/shm", "app:app"], [], []],
  ["python:3.13", ["gunicorn", "--worker-tmp-dir=/dev/shm", "app:app"], [], []],
  ["python:3.13", ["gunicorn", "-c", "settings.py", "app:app"], [], []],
  ["python:3.13", ["gunicorn", "app:app"], ["TMPDIR"], []],
  ["python:3.13", ["gunicorn", "app:app"], ["GUNICORN_CMD_ARGS"], []],
  ["python:3.13", ["python", "/gunicorn/main.py"], [], []],
  ["python:3.13", ["uvicorn", "app:app"], [], []],
  ["", [], [], []],
])("%s with %j and the variables %j must write to %j", (base, command, variables, folders) => {
  const writes = writesOf({ base, command, variables, folder: "/app" });
  expect(writes.map(({ names: [name] }) => name)).toStrictEqual(folders);
});

test("Python falls back to the working directory for temporary files", () => {
  const start = { base: "", command: ["gunicorn", "app:app"], variables: [], folder: "/srv" };
  expect(writesOf(start)).toStrictEqual([
    {
      names: ["/tmp", "/var/tmp", "/usr/tmp", "/srv"],
      says: "FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp', '/var/tmp', '/usr/tmp', '/srv']",
    },
  ]);
});

test.each<[string, string[], boolean]>([
  ["python:3.13-slim", ["./start.sh"], true],
  ["debian", ["python3.13", "main.py"], true],
  ["debian", ["/bin/sh", "-c", "uvicorn app:app"], true],
  ["node:24", ["node", "python.js"], false],
  ["", [], false],
])("%s with %j is a program in Python: %s", (base, command, expected) => {
  expect(runsPython(base, command)).toBe(expected);
});
