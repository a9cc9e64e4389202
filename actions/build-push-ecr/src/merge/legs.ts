import * as z from "zod/mini";
import { DIGEST } from "../../../lib/aws/input-types.ts";
import { invalidInputs } from "../../../lib/runtime/errors.ts";
import { NotValid, matching, parseYaml } from "../../../lib/runtime/input-types.ts";
import type { InputType } from "../../../lib/runtime/input-types.ts";
import { readJson } from "../../../lib/text/json.ts";

/** Name of a leg. Its tags end with this name, and names of artifacts contain it. */
export const legName = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
  "the name of a leg of letters, digits, dots and hyphens, for example ubuntu-24.04-arm",
  "name",
);

/** The input `legs`: the names of all legs of the matrix. */
export const legNames: InputType<string[], string[]> = {
  name: "JSON list",
  expected: 'a JSON list of names, for example ["ubuntu-24.04", "ubuntu-24.04-arm"]',
  empty: [],
  parse(given) {
    const value = parseYaml(given, "text");
    if (!Array.isArray(value)) throw new NotValid();
    const names = value.map((one: unknown) => (typeof one === "string" ? one : ""));
    const wrong = names.find((name) => !legName.pattern.test(name));
    if (wrong !== undefined) throw new NotValid(`${JSON.stringify(wrong)} is not a name`);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new NotValid(`${twice} appears twice`);
    return names;
  },
};

const legForm = z.object({
  leg: z.string(),
  /** The commit that the leg was built from. */
  commit: z.optional(z.string().check(z.regex(/^[0-9a-f]{40,64}$/))),
  /** The branch of the commit, or another ref that its tags are made from. */
  ref: z.optional(z.string()),
  images: z.record(
    z.string(),
    z.object({
      repository: z.string(),
      digest: z.string().check(z.regex(DIGEST)),
      built: z.boolean(),
    }),
  ),
});

/** What a leg of a matrix has pushed. */
export type Leg = z.infer<typeof legForm>;

/** @returns undefined if the text is not what a leg writes */
export function parseLeg(text: string): Leg | undefined {
  return legForm.safeParse(readJson(text)).data;
}

/**
 * Returns the commit that all legs checked out and were built from.
 * @returns undefined if they do not say it
 * @throws ActionError `invalid-input`
 */
export function commitOf(legs: readonly Leg[]): { sha: string; ref: string } | undefined {
  const commits = [...new Set(legs.flatMap(({ commit = [] }) => commit))];
  if (commits.length > 1)
    throw invalidInputs([
      `legs: they were built from different commits (${legs.map(({ leg, commit = "?" }) => `${leg}: ${commit}`).join(", ")}). Expected one commit: check out the same commit in all of them, not a branch.`,
    ]);
  const [sha] = commits;
  const [ref = sha] = legs.flatMap((leg) => leg.ref ?? []);
  return sha === undefined || ref === undefined ? undefined : { sha, ref };
}

/** An image of a leg, as the registry has it. */
export interface LegImage {
  leg: string;
  digest: string;
  /** os/architecture[/variant], from its configuration. */
  platform: string;
  mediaType: string;
  /** Bytes of the manifest. */
  bytes: number;
}

/**
 * Returns what is missing among the legs, as sentences.
 * @param expected names of the legs
 * @param images names and repositories of the images that each leg builds
 */
export function missingProblems(
  expected: readonly string[],
  images: readonly { name: string; repository: string }[],
  legs: readonly Leg[],
): string[] {
  return expected.flatMap((name) => {
    const leg = legs.find((one) => one.leg === name);
    if (leg === undefined)
      return [
        `the leg ${name} left no digests. Expected its artifact in legs-directory: did its job succeed?`,
      ];
    return images.flatMap((image) => {
      const found = Object.hasOwn(leg.images, image.name) ? leg.images[image.name] : undefined;
      if (found === undefined) return [`the leg ${name} has no image ${image.name}.`];
      return found.repository === image.repository
        ? []
        : [
            `the leg ${name} has pushed the image ${image.name} to ${found.repository}, not to ${image.repository}.`,
          ];
    });
  });
}

/**
 * Finds legs that built for the same platform: of their images, an index would only ever serve one. Returns one
 * sentence per platform.
 */
export function platformProblems(name: string, images: readonly LegImage[]): string[] {
  const platforms = [...new Set(images.map(({ platform }) => platform))].sort();
  return platforms.flatMap((platform) => {
    const legs = images.filter((one) => one.platform === platform).map(({ leg }) => leg);
    if (legs.length < 2) return [];
    const names = `${legs.slice(0, -1).join(", ")} and ${legs.at(-1) ?? ""}`;
    const both = legs.length === 2 ? "both" : "all";
    return [
      `the legs ${names} have ${both} built the image ${name} for ${platform}. Expected one leg for each platform.`,
    ];
  });
}

const INDEX = "application/vnd.oci.image.index.v1+json";

/**
 * Returns the index of the images of all legs. The same images always give the same bytes, and so the same digest.
 * https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
export function indexOf(images: readonly LegImage[]): { mediaType: string; bytes: Buffer } {
  const manifests = [...images]
    .sort((a, b) => (a.platform < b.platform ? -1 : 1))
    .map(({ mediaType, digest, bytes: size, platform }) => {
      const [os, architecture, variant] = platform.split("/");
      return {
        mediaType,
        digest,
        size,
        platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
      };
    });
  const index = { schemaVersion: 2, mediaType: INDEX, manifests };
  return { mediaType: INDEX, bytes: Buffer.from(JSON.stringify(index)) };
}
