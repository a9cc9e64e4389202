import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readContext } from "../../../../rehearsal/docker/context.ts";
import { readDockerfile } from "../../../../rehearsal/docker/dockerfile.ts";
import { findDockerEngine, installDockerStandIn } from "../../../../rehearsal/docker/index.ts";
import { resolveStage } from "../../../../rehearsal/docker/stages.ts";
import type { Stage } from "../../../../rehearsal/docker/stages.ts";
import { readPairs, substitute } from "../../../../rehearsal/docker/words.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "stand-in-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text);
  }
}

interface Change {
  buildArgs?: Record<string, string>;
  target?: string;
}

/** What the Dockerfile makes of the files in `directory`. */
function stage(text: string, { buildArgs = {}, target }: Change = {}): Stage & { said: string[] } {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const context = readContext(directory, path.join(directory, "Dockerfile"));
  const options = { buildArgs, target, platform: "linux/amd64", say };
  return { ...resolveStage(readDockerfile(text), context, options), said };
}
const names = ({ files }: Stage) =>
  [...files]
    .filter(([, { kind }]) => kind !== "directory")
    .map(([name]) => name)
    .sort();

describe("Dockerfile", () => {
  test("continuations, comments within them, here-documents of RUN, flags", () => {
    const found = readDockerfile(
      [
        "FROM a AS b",
        "",
        "RUN one \\",
        "  # between",
        "  two",
        "RUN <<END",
        "COPY nothing here",
        "END",
        "copy --chown=1:2 --link x y",
      ].join("\n"),
    );
    const shown = found.map(({ keyword, rest, line }) => [
      keyword,
      rest.replaceAll(/\s+/g, " "),
      line,
    ]);
    expect(shown).toStrictEqual([
      ["FROM", "a AS b", 1],
      ["RUN", "one two", 3],
      ["RUN", "<<END", 6],
      ["COPY", "x y", 9],
    ]);
    expect(found[3]?.flags).toStrictEqual({ chown: "1:2", link: "" });
  });

  test("another escape character", () => {
    expect(readDockerfile("# escape=`\nFROM a\nRUN one `\n  two")[1]?.rest).toBe("one   two");
  });

  test.each([
    ["FROM a\nCOPPY b c", "dockerfile parse error on line 2: unknown instruction: COPPY"],
    ["# nothing", "file with no instructions"],
    ["COPY a b", "no build stage in current context"],
    ["FROM a b", "FROM requires either one or three arguments"],
    ["FROM a\nCOPY x", "COPY requires at least two arguments"],
    ["FROM a\nADD https://x.y/z /z", "ADD of an address or an archive is not supported"],
    ["FROM a\nCOPY --parents a b", "COPY --parents is not supported"],
    ["FROM a\nONBUILD RUN x", "ONBUILD is not supported"],
    ["FROM a\nCOPY <<END /x\nEND", "a here-document in COPY is not supported"],
    ["FROM a\nCOPY --chown=node x /", "--chown=node (only numbers are) is not supported"],
  ])("%j is refused", (text, message) => {
    write({ x: "" });
    expect(() => stage(text)).toThrow(message);
  });
});

describe("COPY", () => {
  beforeEach(() => write({ "a.txt": "a", "src/b.ts": "b", "src/deep/c.ts": "c", "d.md": "d" }));

  test.each([
    ["COPY a.txt /x", ["x"]],
    ["COPY a.txt /x/", ["x/a.txt"]],
    ["COPY a.txt .", ["app/a.txt"]],
    ["COPY src /s", ["s/b.ts", "s/deep/c.ts"]],
    ["COPY src ./src", ["app/src/b.ts", "app/src/deep/c.ts"]],
    ["COPY . .", ["app/a.txt", "app/d.md", "app/src/b.ts", "app/src/deep/c.ts"]],
    ["COPY *.txt *.md /x/", ["x/a.txt", "x/d.md"]],
    ['COPY ["a.txt", "/with space/"]', ["with space/a.txt"]],
    ["COPY ../../a.txt /x", ["x"]],
  ])("%s", (line, expected) => {
    expect(names(stage(`FROM a\nWORKDIR /app\n${line}`))).toStrictEqual(expected);
  });

  test("owner and mode", () => {
    const { files } = stage("FROM a\nCOPY --chown=5:6 --chmod=600 a.txt /x");
    expect(files.get("x")).toMatchObject({ uid: 5, gid: 6, mode: 0o600 });
  });

  test("what is not there fails in BuildKit's words, with the line", () => {
    expect(() => stage("FROM a\n\nCOPY no/such.txt /")).toThrow(
      expect.objectContaining({
        line: 3,
        message: expect.stringContaining('"/no/such.txt": not found'),
      }),
    );
  });

  test("I-E 47: what .dockerignore leaves out cannot be copied; ! brings it back", () => {
    write({ ".dockerignore": "*\n!src\nsrc/deep\n" });
    expect(names(stage("FROM a\nCOPY . /"))).toStrictEqual(["src/b.ts"]);
    expect(() => stage("FROM a\nCOPY a.txt /")).toThrow('"/a.txt": not found');
  });

  test("I-E 47: <Dockerfile>.dockerignore goes before .dockerignore", () => {
    write({ ".dockerignore": "a.txt", "Dockerfile.dockerignore": "d.md" });
    const copied = names(stage("FROM a\nCOPY . /"));
    expect([copied.includes("a.txt"), copied.includes("d.md")]).toStrictEqual([true, false]);
  });

  test("a link that COPY names is followed, one in a folder stays", () => {
    symlinkSync("a.txt", path.join(directory, "link"));
    const { files } = stage("FROM a\nCOPY link /l\nCOPY . /all");
    expect(files.get("l")).toMatchObject({ kind: "file", source: path.join(directory, "a.txt") });
    expect(files.get("all/link")).toMatchObject({ kind: "symlink", link: "a.txt" });
    symlinkSync("loop", path.join(directory, "loop"));
    expect(() => stage("FROM a\nCOPY loop /l")).toThrow("too many links in the path: loop");
  });

  test("WORKDIR makes its folder as root; what COPY has to make belongs to --chown", () => {
    const { files } = stage("FROM a\nWORKDIR /app/deep\nCOPY --chown=1:2 a.txt made/");
    const owner = (name: string) => files.get(name)?.uid;
    expect(["app", "app/deep", "app/deep/made"].map(owner)).toStrictEqual([0, 0, 1]);
  });

  test("ENV: one line sees the values before it, keeps places, and splits no value", () => {
    const text = "FROM a\nENV A=1 T='x  y'\nENV A=2 B=$A T=$T!\nENV OLD one  two";
    expect(stage(text).config.Env.slice(1)).toStrictEqual([
      "A=2",
      "T=x  y!",
      "B=1",
      "OLD=one  two",
    ]);
  });

  test("from a stage: its packed files; what RUN would have made is said to be left out", () => {
    const found = stage(
      "FROM a AS build\nWORKDIR /w\nCOPY src src\nRUN make\nFROM b\nCOPY --from=build /w/src /s\nCOPY --from=build /w/dist /d",
    );
    expect(names(found)).toStrictEqual(["s/b.ts", "s/deep/c.ts"]);
    expect(found.said).toContain("  left out: /w/dist comes out of build");
    expect(found.base).toBe("b");
  });
});

describe("configuration", () => {
  test("ARG, ENV, LABEL and the rest", () => {
    const lines = [
      "ARG BASE=one",
      "FROM ${BASE}",
      "ARG VERSION=1",
      "ARG EMPTY",
      'ENV V=$VERSION E="${EMPTY:-none}" PATH_TOO=/x',
      'LABEL a="b c" d=$V',
      "WORKDIR /app",
      "WORKDIR sub",
      "EXPOSE 80 53/udp",
      "USER 10001:10001",
      'VOLUME ["/data"]',
      "STOPSIGNAL SIGINT",
      'CMD ["old"]',
      'ENTRYPOINT ["node", "$V"]',
      'HEALTHCHECK --interval=1m30s --retries=2 CMD ["true"]',
    ];
    const { base, config } = stage(lines.join("\n"), { buildArgs: { VERSION: "2" } });
    expect(base).toBe("one");
    expect(config).toStrictEqual({
      Env: [expect.stringMatching(/^PATH=/), "V=2", "E=none", "PATH_TOO=/x"],
      WorkingDir: "/app/sub",
      Labels: { a: "b c", d: "2" },
      ExposedPorts: { "80/tcp": {}, "53/udp": {} },
      User: "10001:10001",
      Volumes: { "/data": {} },
      StopSignal: "SIGINT",
      ArgsEscaped: true,
      Entrypoint: ["node", "$V"],
      Healthcheck: { Test: ["CMD", "true"], Interval: 90e9, Retries: 2 },
    });
  });

  test("the shell form of CMD", () => {
    expect(stage("FROM a\nCMD echo $HOME").config.Cmd).toStrictEqual([
      "/bin/sh",
      "-c",
      "echo $HOME",
    ]);
  });

  test("a target stops there; an unknown one is refused", () => {
    const text = "FROM a AS one\nUSER 1\nFROM one AS two\nUSER 2\nFROM b";
    expect(stage(text, { target: "two" }).config.User).toBe("2");
    expect(stage(text, { target: "0" }).config.User).toBe("1");
    expect(stage(text, { target: "2" }).base).toBe("b");
    expect(() => stage(text, { target: "three" })).toThrow(
      'target stage "three" could not be found',
    );
  });
});

describe("words", () => {
  test.each([
    ["$A-${A}", "1-1"],
    ["${B:-x}${A:-x}", "x1"],
    ["${A:+y}${B:+y}", "y"],
    ["\\$A '$A' \"$A\"", "$A '$A' \"1\""],
    ["$NONE", ""],
  ])("%s", (text, expected) => {
    expect(substitute(text, { A: "1" })).toBe(expected);
  });

  test.each<[string, [string, string][]]>([
    [
      "a=1 b='2 3' c=4\\ 5",
      [
        ["a", "1"],
        ["b", "2 3"],
        ["c", "4 5"],
      ],
    ],
    ["a the rest", [["a", "the rest"]]],
    ['a="x=\\"y\\""', [["a", 'x="y"']]],
  ])("pairs of %s", (text, expected) => {
    expect(readPairs(text)).toStrictEqual(expected);
  });
});

describe("the program", () => {
  const run = (bin: string, argv: string[]) =>
    new Promise<{ code: unknown; out: string }>((resolve) => {
      const options = { env: { PATH: "/bin:/usr/bin" } };
      execFile(path.join(bin, "docker"), argv, options, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, out: stdout + stderr }),
      );
    });

  test("answers what the action asks, says what it is, and refuses the rest", async () => {
    const bin = await installDockerStandIn(path.join(directory, "it's a bin"));
    const build = ["buildx", "build", "--provenance=false"];
    const cases: [string[], number, string][] = [
      [["buildx", "version"], 0, "stand-in"],
      [["version"], 0, "runs no RUN"],
      [["run", "x"], 1, "unknown command: docker run x. It does: version"],
      [[...build, "--ssh=x", "."], 1, "'--ssh'"],
      [["buildx", "build", "."], 1, "without --provenance=false is not supported"],
      [build, 1, "requires exactly 1 argument, got 0"],
      [[...build, directory], 1, "failed to read dockerfile: open Dockerfile: no such file"],
    ];
    const answers = await Promise.all(cases.map(([argv]) => run(bin, argv)));
    expect(answers).toStrictEqual(
      cases.map(([, code, out]) => ({ code, out: expect.stringContaining(out) })),
    );
  });

  test("is never taken for an engine; nor is a folder without docker", async () => {
    const bin = await installDockerStandIn(path.join(directory, "bin"));
    expect(await findDockerEngine({ PATH: bin })).toBeUndefined();
    expect(await findDockerEngine({ PATH: directory })).toBeUndefined();
  });

  test("an engine with buildx is found", async () => {
    writeFileSync(
      path.join(directory, "docker"),
      '#!/bin/sh\n[ "$1" = version ] && echo 28.2.2 && exit 0\necho "github.com/docker/buildx v0.30.1 abc"\n',
      { mode: 0o755 },
    );
    expect(await findDockerEngine({ PATH: directory })).toBe(
      "engine: Docker 28.2.2, github.com/docker/buildx v0.30.1 abc",
    );
  });
});
