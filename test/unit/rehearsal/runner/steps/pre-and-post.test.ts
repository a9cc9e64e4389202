import { afterAll, expect, it } from "@jest/globals";
import { removeFolders, repositoryOf, runSteps } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const part = (name: string) =>
  `console.log(["${name}", process.env.INPUT_COLOUR, process.env.SHADE].join("|"));\nprocess.exit(process.env["INPUT_FAIL-IN"] === "${name}" ? 2 : 0);\n`;
const action = (parts: string[]) =>
  `name: x\ndescription: x\ninputs: { colour: {}, fail-in: {} }\nruns: { using: node24, ${parts.map((one) => `${one}: ${one}.mjs`).join(", ")} }\n`;

const tools = repositoryOf("acme/tools", {
  "all/action.yml": action(["pre", "main", "post"]),
  "all/pre.mjs": part("pre"),
  "all/main.mjs": part("main"),
  "all/post.mjs": part("post"),
  "late/action.yml": action(["main", "post"]),
  "late/main.mjs": part("late main"),
  "late/post.mjs": part("late post"),
  "wrap/action.yml":
    "name: w\ndescription: w\nruns: { using: composite, steps: [{ uses: acme/tools/all@v1, with: { colour: inside } }, { uses: acme/tools/late@v1 }] }\n",
});
const run = async (steps: string) => {
  const { lines, job } = await runSteps(steps, { others: [tools] });
  const said = lines.filter((line) => /^(?:late )?(?:pre|main|post)\|/.test(line));
  return { said, job: job("a"), steps: job("a").steps.map(({ name }) => name) };
};

it("evaluates inputs and env again for the post part", async () => {
  const { said } = await run(`
- uses: acme/tools/late@v1
  with: { colour: "\${{ env.LATER || 'unset' }}" }
  env: { SHADE: "\${{ env.LATER }}" }
- run: echo LATER=dark >> "$GITHUB_ENV"
`);
  expect(said).toStrictEqual(["late main|unset|", "late post|dark|dark"]);
});

it("runs the post part if only the pre part ran, after the post parts of later steps", async () => {
  const { said } = await run(`
- { uses: acme/tools/late@v1, with: { colour: a } }
- { uses: acme/tools/all@v1, with: { colour: b }, if: false }
`);
  expect(said).toStrictEqual(["pre|b|", "late main|a|", "late post|a|", "post|b|"]);
});

it.each(["pre", "main", "post"])(
  "tolerates a failure in %s with continue-on-error",
  async (name) => {
    const { job } = await run(
      `- { uses: acme/tools/all@v1, with: { fail-in: ${name} }, continue-on-error: true }\n`,
    );
    expect(job.result).toBe("success");
  },
);

it("runs pre and post parts inside composite actions, as parts of the step that uses them", async () => {
  const { said, steps } = await run(`
- run: echo first
- { name: My wrapper, uses: acme/tools/wrap@v1 }
- { name: Own, uses: acme/tools/all@v1, with: { colour: c } }
`);
  expect(said).toStrictEqual([
    ...["pre|inside|", "pre|c|", "main|inside|", "late main||", "main|c|"],
    // The wrapper's inner post parts in reverse order, after the post part of the step whose pre part ran later.
    ...["post|c|", "late post||", "post|inside|"],
  ]);
  expect(steps).toStrictEqual([
    "Pre My wrapper",
    "Pre Own",
    "Run echo first",
    "My wrapper",
    "Own",
    "Post Own",
    "Post My wrapper",
  ]);
});
