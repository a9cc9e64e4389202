/**
 * Prepares a comment of the actions for a terminal: removes the lines that GitHub does not show, which only the actions
 * use.
 */
export const commentText = (body: string): string =>
  body.replaceAll(/^<!-- eks-pipeline:[^\n]* -->\n*/gm, "");
