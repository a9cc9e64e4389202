import path from "node:path";

/** How a comment line begins and ends. */
interface Style {
  begin: string;
  end: string;
  files: readonly string[];
}

const words = (text: string): string[] => text.split(" ");

/** Comment styles by file extension. JSON, CSV and plain text have no comments. */
const STYLES: readonly Style[] = [
  {
    begin: "// ",
    end: "",
    files: words(
      ".ts .tsx .mts .cts .js .jsx .mjs .cjs .go .java .kt .kts .scala .groovy .rs .cs .c .h .cc .cpp .hpp .swift .dart .proto .scss .less",
    ),
  },
  {
    begin: "# ",
    end: "",
    files: words(
      ".py .rb .sh .bash .pl .ex .exs .ps1 .tf .tfvars .hcl .yaml .yml .toml .conf .properties .dockerfile .mk",
    ),
  },
  { begin: "-- ", end: "", files: words(".sql .lua .hs") },
  { begin: "; ", end: "", files: [".ini"] },
  { begin: "/* ", end: " */", files: [".css"] },
  { begin: "<!-- ", end: " -->", files: words(".html .htm .xml .svg .vue .md") },
];

/** Files that are recognized by their names. */
const NAMED =
  /^(?:Dockerfile(?:\..+)?|Containerfile|Makefile|Gemfile|Rakefile|Procfile|requirements.*\.txt)$/;

const styleOf = (file: string): Pick<Style, "begin" | "end"> | undefined =>
  NAMED.test(path.basename(file))
    ? { begin: "# ", end: "" }
    : STYLES.find(({ files }) => files.includes(path.extname(file).toLowerCase()));

/** Returns whether the comment style of a file is known. */
export const hasComments = (file: string): boolean => styleOf(file) !== undefined;

/** Makes a comment line for a file that supports comments. */
export function commentIn(file: string, text: string): string {
  const { begin, end } = styleOf(file) ?? { begin: "# ", end: "" };
  return `${begin}${text}${end}`;
}

const CODE = words(
  ".ts .tsx .mts .cts .js .jsx .mjs .cjs .go .java .kt .scala .rs .cs .c .cc .cpp .swift .dart .py .rb .ex .exs",
);
const PAGES = words(".html .htm .css .scss .less .vue .svg .sql .sh");

/**
 * Returns the rank of a file: source code comes before pages, and pages before settings. Files about a program, such as
 * a README.md or a Dockerfile, come last.
 */
export function rankOf(file: string): number {
  const ending = path.extname(file).toLowerCase();
  if (CODE.includes(ending)) return 0;
  if (PAGES.includes(ending)) return 1;
  return ending === ".md" || NAMED.test(path.basename(file)) ? 3 : 2;
}
