const ELIGIBLE = "`command` is `resolve` and `status` is `eligible`";

/** The outputs that pass the release to promote to the other steps of the job. */
export const RESOLVE_OUTPUTS = {
  commit: {
    type: "string",
    description: "Commit of the release to promote.",
    when: ELIGIBLE,
  },
  images: {
    type: "JSON",
    description: "JSON object of image name to `{repository, digest}`, the images of the release.",
    when: ELIGIBLE,
  },
  "forward-only": {
    type: "boolean",
    description:
      "true if the release contains something that was declared forward-only in its source. Give it to the input of the same name.",
    when: ELIGIBLE,
  },
  "infrastructure-directory": {
    type: "path",
    description:
      "Folder of the infrastructure workspace with the files of the release. Give it to `working-directory` of the other steps of this job.",
    when: "the release has an infrastructure workspace",
  },
  "kubernetes-directory": {
    type: "path",
    description: "The same for the Kubernetes workspace.",
    when: "the release has a Kubernetes workspace",
  },
} as const;
