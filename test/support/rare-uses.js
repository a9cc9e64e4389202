import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";

/**
 * Returns whether the rare uses in a test file run. `EKS_PIPELINE_RARE_USES` decides: nothing for none of them, `1` for
 * all, and `2/4` for the second of four parts, which together are all. Every file belongs to one part, so that tests of
 * one file that build on each other stay together.
 * @param {string} file absolute path
 * @param {string} [choice] the value of the variable
 * @returns {boolean}
 * @throws if the value has another form, and if a part is chosen and there is no such file
 */
export function runsRareUses(file, choice = process.env["EKS_PIPELINE_RARE_USES"] ?? "") {
  if (choice === "" || choice === "1") return choice === "1";
  const [, part, parts] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(choice) ?? [];
  if (part === undefined || Number(part) > Number(parts))
    throw new Error(
      `EKS_PIPELINE_RARE_USES: "${choice}" is not valid. Expected 1 for all rare uses, or one of N parts, such as 2/4.`,
    );
  // By its place in the folder, because files with similar names take similarly long.
  const place = readdirSync(path.dirname(file)).sort().indexOf(path.basename(file));
  if (place === -1)
    throw new Error(`${file} is not in its folder, so it is in no part of the rare uses.`);
  return place % Number(parts) === Number(part) - 1;
}
