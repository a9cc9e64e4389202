import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sha256 } from "../../../../../actions/lib/releases/canonical.ts";
import { restoreFiles, storeFiles } from "../../../../../actions/lib/releases/files.ts";
import { anyText } from "../../../../support/any-text.ts";
import { memoryStore } from "../../../../support/releases/memory-store.ts";
import fc from "../../../../support/fast-check.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "files-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

const filesOf = (texts: Record<string, string>) =>
  new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
const FILES = {
  "terraform/kubernetes/main.tf": 'module "web" {}\n',
  "terraform/modules/web/main.tf": "\u0000binary\r\n",
  "environments/dev.tfvars": "",
  "a b.tfvars": "",
};

test("restores files byte for byte, readable only by their owner", async () => {
  const store = memoryStore();
  const { hashes } = await storeFiles(store, filesOf(FILES));
  const folder = path.join(parent, "restored");
  await restoreFiles(store, hashes, folder);
  for (const [name, text] of Object.entries(FILES)) {
    expect(readFileSync(path.join(folder, name), "utf8")).toBe(text);
    expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  }
});

test("uploads only missing files, and equal bytes once", async () => {
  const store = memoryStore();
  expect((await storeFiles(store, filesOf(FILES))).uploaded).toBe(3);
  expect(store.calls.create).toBe(3);
  const changed = { ...FILES, "terraform/kubernetes/main.tf": "changed" };
  expect((await storeFiles(store, filesOf(changed))).uploaded).toBe(1);
  expect((await storeFiles(store, filesOf(FILES))).uploaded).toBe(0);
  expect([store.calls.create, store.calls.list]).toStrictEqual([4, 3]);
});

const HOSTILE = [
  "../outside.tf",
  "terraform/../../outside.tf",
  "/etc/passwd",
  "C:/windows/x.tf",
  "c:x.tf",
  "..\\outside.tf",
  "a//b.tf",
  "a/./b.tf",
  "a/",
  "",
  "a\u0000b.tf",
  "line\nbreak.tf",
  ".git/config",
  "modules/.GIT/hooks/x",
  `${"a/".repeat(600)}b`,
];
test.each(HOSTILE)(
  "refuses a path that leads out of the folder before it writes anything: %j (H-E 28)",
  async (name) => {
    const store = memoryStore();
    const { hashes } = await storeFiles(store, filesOf({ "main.tf": "x" }));
    const folder = path.join(parent, "restored");
    const restored = restoreFiles(
      store,
      { "main.tf": hashes["main.tf"]!, [name]: sha256("x") },
      folder,
    );
    await expect(restored).rejects.toMatchObject({
      reason: "release-damaged",
      message: expect.stringContaining(`the file ${JSON.stringify(name)} of the release`),
    });
    expect(existsSync(folder)).toBe(false);
    await expect(storeFiles(store, filesOf({ [name]: "x" }))).rejects.toMatchObject({
      reason: "release-damaged",
    });
  },
);

test("refuses a path that is a file and a folder", async () => {
  const files = { a: sha256("x"), "a/b": sha256("x") };
  await expect(restoreFiles(memoryStore(), files, path.join(parent, "x"))).rejects.toMatchObject({
    message: expect.stringContaining("a folder of it is also a file"),
  });
});

test("refuses a path, or keeps it in the folder, for any path", () => {
  const name = fc.oneof(
    anyText(),
    fc
      .array(fc.constantFrom("..", ".", "", "a", "b", "\\", "/", ":", "~"), { maxLength: 6 })
      .map((parts) => parts.join("/")),
  );
  return fc.assert(
    fc.asyncProperty(name, async (given) => {
      const store = memoryStore();
      try {
        await storeFiles(store, new Map([[given, Buffer.from("x")]]));
      } catch {
        return true;
      }
      const resolved = path.posix.resolve("/folder", given);
      return resolved.startsWith("/folder/") && path.posix.relative("/folder", resolved) === given;
    }),
  );
});

test("refuses missing bytes and bytes with another hash", async () => {
  const store = memoryStore();
  const { hashes } = await storeFiles(store, filesOf({ "main.tf": "x" }));
  const restore = (folder: string) => restoreFiles(store, hashes, path.join(parent, folder));
  store.objects.set(`files/${sha256("x")}`, Buffer.from("y"));
  await expect(restore("one")).rejects.toMatchObject({
    reason: "release-damaged",
    message: expect.stringContaining("do not have this hash"),
  });
  store.objects.clear();
  await expect(restore("two")).rejects.toMatchObject({
    message: expect.stringContaining("are missing"),
  });
  await expect(
    restoreFiles(store, { "main.tf": "../lease.json" }, path.join(parent, "three")),
  ).rejects.toMatchObject({ message: expect.stringContaining("are missing") });
});

test("refuses a folder that is not empty: a link in it could lead out of it", async () => {
  const store = memoryStore();
  const { hashes } = await storeFiles(store, filesOf({ "out/main.tf": "x" }));
  symlinkSync(tmpdir(), path.join(parent, "out"));
  await expect(restoreFiles(store, hashes, parent)).rejects.toThrow("empty folder");
});
