import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readContext } from "../../../../rehearsal/docker/context.ts";
import { readDockerfile } from "../../../../rehearsal/docker/dockerfile.ts";
import { packStage } from "../../../../rehearsal/docker/stage.ts";
import type { Stage } from "../../../../rehearsal/docker/stage.ts";
import { writeFiles } from "../../../support/write-files.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "stand-in-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  writeFiles(directory, files);
}

interface Change {
  buildArgs?: Record<string, string>;
  target?: string;
}

/** Returns what the Dockerfile makes of the files in `directory`. */
function stage(text: string, { buildArgs = {}, target }: Change = {}): Stage & { said: string[] } {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const context = readContext(directory, path.join(directory, "Dockerfile"));
  const options = { buildArgs, target, platform: "linux/amd64", say };
  return { ...packStage(readDockerfile(text), context, options), said };
}
const names = ({ files }: Stage) =>
  [...files]
    .filter(([, { kind }]) => kind !== "directory")
    .map(([name]) => name)
    .sort();

describe("Dockerfile", () => {
  test("continuations, comments inside them, and flags are read", () => {
    const found = readDockerfile(
      [
        "FROM a AS b",
        "",
        "RUN one \\",
        "  # between",
        "  two",
        "copy --chown=1:2 --link x y",
        "CMD last \\",
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
      ["COPY", "x y", 6],
      ["CMD", "last", 7],
    ]);
    expect(found[2]?.flags).toStrictEqual({ chown: "1:2", link: "" });
  });

  test.each([
    ["RUN <<END\nCOPY x y\n# no comment\nEND"],
    ["RUN python3 - <<'ONE' && cat 3<<-TWO\nCOPY x y\nTWO\nONE\nCOPY x y\n\tTWO"],
    ["RUN <<END \\\n  && true\nFROM x\nEND"],
    ["RUN <<END-OF.SCRIPT\nCOPY x y\nEND-OF.SCRIPT"],
    ['RUN echo "a <<END" && cat<<END'],
  ])("the lines of the heredoc %j are no instructions", (run) => {
    const found = readDockerfile(`FROM a\n${run}\nCMD b`);
    expect(found.map(({ keyword }) => keyword)).toStrictEqual(["FROM", "RUN", "CMD"]);
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
    ["FROM a\nSHELL /bin/bash -c", "SHELL requires the arguments to be in JSON form"],
    ["FROM a\nEXPOSE http", "invalid containerPort: http"],
    ["FROM a\nEXPOSE 9-8", "invalid containerPort: 9-8"],
    ["FROM a\nCOPY --chmod=u+x x /x", "COPY --chmod=u+x is not supported"],
    ["ARG V=1.2\nFROM a:${V%.*}", "${V%.*} is not supported"],
    ["FROM a\nENV X=${Y:?give Y}", 'failed to process "${Y:?give Y}": Y: give Y'],
    ["FROM a\nCOPY <<END /x\ntext\nEND", "a here-document in COPY is not supported"],
    ["FROM a\nRUN <<END\nCOPY x y", "unterminated heredoc"],
    ["# escape=`\nFROM a", "# escape= is not supported"],
  ])("%j is refused", (text, message) => {
    write({ x: "" });
    expect(() => stage(text)).toThrow(message);
  });
});

describe("settings of a stage", () => {
  test("only ADD, COPY and RUN have here-documents, and only the first lines set the escape character", () => {
    const { config } = stage(
      "# check=skip=all\n# escape=\\\nFROM a\n# escape=`\nENV X='a <<b'\nUSER 7",
    );
    expect([config.Env.at(-1), config.User]).toStrictEqual(["X=a <<b", "7"]);
  });

  test("EXPOSE has single ports, however they are written", () => {
    const { config } = stage("FROM a\nEXPOSE 8000-8002 53/UDP 80:81 $NONE");
    expect(Object.keys(config.ExposedPorts ?? {})).toStrictEqual([
      "8000/tcp",
      "8001/tcp",
      "8002/tcp",
      "53/udp",
      "81/tcp",
    ]);
  });

  test("SHELL runs the shell form of the commands after it", () => {
    const { config } = stage('FROM a\nENTRYPOINT one\nSHELL ["/bin/bash", "-c"]\nCMD two');
    expect(config).toMatchObject({
      Shell: ["/bin/bash", "-c"],
      Entrypoint: ["/bin/sh", "-c", "one"],
      Cmd: ["/bin/bash", "-c", "two"],
    });
  });

  test("an error has the line of its instruction", () => {
    const failing = () => stage("FROM a\n\nENV X=${Y:?}");
    expect(failing).toThrow(expect.objectContaining({ line: 3 }));
  });
});

describe("a stage that is built on an earlier one", () => {
  const text = [
    "ARG BASE=a",
    "FROM $BASE AS base",
    "ARG LEVEL=info",
    "WORKDIR /app",
    "ENV PORT=5000",
    "COPY a.txt .",
    "FROM base AS build",
    "COPY b.txt .",
    "FROM Base",
    "ENV LEVEL=$LEVEL",
    "COPY c.txt .",
    'CMD ["serve"]',
  ].join("\n");
  beforeEach(() => write({ "a.txt": "a", "b.txt": "b", "c.txt": "c" }));

  test("has the earlier stage's files, settings and ARG values, and nothing of other stages", () => {
    const built = stage(text);
    expect(names(built)).toStrictEqual(["app/a.txt", "app/c.txt"]);
    expect(built.config).toMatchObject({ WorkingDir: "/app", Cmd: ["serve"] });
    expect(built.config.Env.slice(1)).toStrictEqual(["PORT=5000", "LEVEL=info"]);
    expect(built.base).toBe("a");
  });

  test("has them as the target, too", () => {
    expect(names(stage(text, { target: "build" }))).toStrictEqual(["app/a.txt", "app/b.txt"]);
  });

  test("a FROM with the name of a later stage, or of the stage itself, is an image", () => {
    expect(stage("FROM node AS node\nFROM node AS b\nFROM b").base).toBe("node");
    expect(stage("FROM later\nFROM b AS later", { target: "0" }).base).toBe("later");
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

  test("--chown sets the owner, --chmod the mode", () => {
    const { files } = stage("FROM a\nCOPY --chown=5:6 --chmod=600 a.txt /x");
    expect(files.get("x")).toMatchObject({ uid: 5, gid: 6, mode: 0o600 });
  });

  test("an owner by name is left out with a note, because only the base image knows its number", () => {
    const { files, said } = stage("FROM a\nCOPY --chown=node:node a.txt /x");
    expect(files.get("x")).toMatchObject({ uid: 0, gid: 0 });
    expect(said).toContain(
      "  left out: the owner node:node, because only the base image has its number",
    );
  });

  test("a missing file fails with BuildKit's message and the line", () => {
    expect(() => stage("FROM a\n\nCOPY no/such.txt /")).toThrow(
      expect.objectContaining({
        line: 3,
        message: expect.stringContaining('"/no/such.txt": not found'),
      }),
    );
  });

  test("I-E 47: a file that .dockerignore excludes cannot be copied; ! includes it again", () => {
    write({ ".dockerignore": "*\n!src\nsrc/deep\n" });
    expect(names(stage("FROM a\nCOPY . /"))).toStrictEqual(["src/b.ts"]);
    expect(() => stage("FROM a\nCOPY a.txt /")).toThrow('"/a.txt": not found');
  });

  test("I-E 47: <Dockerfile>.dockerignore takes precedence over .dockerignore", () => {
    write({ ".dockerignore": "a.txt", "Dockerfile.dockerignore": "d.md" });
    const copied = names(stage("FROM a\nCOPY . /"));
    expect([copied.includes("a.txt"), copied.includes("d.md")]).toStrictEqual([true, false]);
  });

  test("a link in a folder stays a link; a link that COPY names is refused", () => {
    symlinkSync("/etc/passwd", path.join(directory, "link"));
    const { files } = stage("FROM a\nCOPY . /all");
    expect(files.get("all/link")).toMatchObject({ kind: "symlink", link: "/etc/passwd" });
    expect(() => stage("FROM a\nCOPY link /l")).toThrow("COPY of the link link is not supported");
  });

  test("WORKDIR makes folders of root; folders that COPY makes belong to the user of --chown", () => {
    const { files } = stage("FROM a\nWORKDIR /app/deep\nCOPY --chown=1:2 a.txt made/");
    const owner = (name: string) => files.get(name)?.uid;
    expect(["app", "app/deep", "app/deep/made"].map(owner)).toStrictEqual([0, 0, 1]);
  });

  test("an ENV line sees the values of earlier lines, keeps their order, and splits no value", () => {
    const text = "FROM a\nENV A=1 T='x  y'\nENV A=2 B=$A T=$T!\nENV OLD one  two";
    expect(stage(text).config.Env.slice(1)).toStrictEqual([
      "A=2",
      "T=x  y!",
      "B=1",
      "OLD=one  two",
    ]);
  });

  test("the output names what is left out: the results of RUN, and files from another stage", () => {
    const found = stage(
      "FROM a AS build\nCOPY no/such /\nFROM b\nRUN make\nCOPY src /s\nCOPY --from=build /w/dist /d",
    );
    expect(names(found)).toStrictEqual(["s/b.ts", "s/deep/c.ts"]);
    expect(found.said.filter((line) => line.startsWith("  "))).toStrictEqual([
      "  left out: the stand-in packs only files and settings",
      "  left out: /w/dist, which comes from build",
    ]);
    expect(found.base).toBe("b");
  });
});

describe("configuration", () => {
  test("ARG, ENV, LABEL and the other settings are in the image's configuration", () => {
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
      "STOPSIGNAL SIGINT",
      'CMD ["start"]',
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
      StopSignal: "SIGINT",
      ArgsEscaped: true,
      Entrypoint: ["node", "$V"],
      Cmd: ["start"],
    });
  });

  test("an entry point drops the command of an earlier stage, and keeps the command of its own stage, before or after it", () => {
    const commandOf = (text: string) => stage(text).config.Cmd;
    const below = 'FROM a AS one\nCMD ["old"]\nFROM one\n';
    expect(commandOf(`${below}USER 1`)).toStrictEqual(["old"]);
    expect(commandOf(`${below}ENTRYPOINT ["run"]`)).toBeUndefined();
    expect(commandOf(`${below}CMD ["new"]\nENTRYPOINT ["run"]`)).toStrictEqual(["new"]);
    expect(commandOf(`${below}ENTRYPOINT ["run"]\nCMD ["new"]`)).toStrictEqual(["new"]);
    // A later stage that does not start FROM the earlier one is not built on it, even if it uses COPY --from.
    expect(commandOf('FROM a AS one\nCMD ["old"]\nFROM b\nENTRYPOINT ["run"]')).toBeUndefined();
  });

  test("the shell form of CMD starts /bin/sh -c", () => {
    expect(stage("FROM a\nCMD echo $HOME").config.Cmd).toStrictEqual([
      "/bin/sh",
      "-c",
      "echo $HOME",
    ]);
  });

  test("the build ends at the target stage; an unknown target is refused", () => {
    const text = "FROM a AS one\nUSER 1\nFROM c AS two\nUSER 2\nFROM b";
    expect(stage(text, { target: "two" }).config.User).toBe("2");
    expect(stage(text, { target: "0" }).config.User).toBe("1");
    expect(stage(text, { target: "2" }).base).toBe("b");
    expect(() => stage(text, { target: "three" })).toThrow(
      'target stage "three" could not be found',
    );
  });
});
