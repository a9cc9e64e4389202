/** A picture of the documentation: a golden as GitHub shows it. */
interface Picture {
  /** Name in docs/pictures/NAME-light.png and NAME-dark.png. */
  name: string;
  /** Path of the golden from the repository's root. */
  golden: string;
  /** What GitHub shows around it. */
  frame: "comment" | "summary";
}

const comment = (name: string): Picture => ({
  name,
  golden: `test/golden/comments/${name}.md`,
  frame: "comment",
});

export const PICTURES: readonly Picture[] = [
  comment("create"),
  comment("dangerous-update"),
  comment("failed-plan"),
  comment("applied"),
  {
    name: "environment",
    golden: "test/golden/rendered/environments/one-dangerous.md",
    frame: "comment",
  },
  { ...comment("failed-rollout"), frame: "summary" },
];

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The folder of the pictures, and the file that says which golden each one shows. */
export const FOLDER = "docs/pictures";
export const RECORD = `${FOLDER}/pictures.json`;
