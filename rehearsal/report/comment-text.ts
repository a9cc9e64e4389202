/** A comment of the actions for a terminal: without the marker of its first line, which GitHub does not show. */
export const commentText = (body: string): string =>
  body.replace(/^<!-- eks-pipeline:[^\n]* -->\n*/, "");
