/** A comment of the actions for a terminal: without the lines that GitHub does not show, which are about the actions only. */
export const commentText = (body: string): string =>
  body.replaceAll(/^<!-- eks-pipeline:[^\n]* -->\n*/gm, "");
