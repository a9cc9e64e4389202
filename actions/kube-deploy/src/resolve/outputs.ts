const ELIGIBLE = "the command is resolve and the status is eligible";

/** The outputs that hand the release to promote to the other steps of the job. */
export const RESOLVE_OUTPUTS = {
  commit: {
    type: "string",
    description: "Commit of the release to promote.",
    when: ELIGIBLE,
  },
  images: {
    type: "JSON",
    description: "JSON object of the release's images, image name to `{repository, digest}`.",
    when: ELIGIBLE,
  },
  "forward-only": {
    type: "boolean",
    description:
      "true when the release brings something that was declared forward-only in its source, for the input of the same name.",
    when: ELIGIBLE,
  },
  "infrastructure-directory": {
    type: "path",
    description:
      "Folder of the infrastructure workspace with the release's files, for the input `working-directory` of the other steps of this job.",
    when: "the release has an infrastructure workspace",
  },
  "kubernetes-directory": {
    type: "path",
    description: "The same for the Kubernetes workspace.",
    when: "the release has a Kubernetes workspace",
  },
} as const;
