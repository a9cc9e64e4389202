/** Failures of whoever takes the lease of an environment, or changes an environment under it. */
export const LEASE_FAILURES = {
  "lease-held": {
    meaning: "another run holds the lease of the environment; the message says who, and until when",
    fix: "wait for that run, or cancel it; `override-reason` lets an approved run take the lease away",
  },
  "lease-lost": {
    meaning:
      "the lease of the environment ran out, or another run took it away; nothing was changed or recorded after that",
    fix: "see who holds the lease (the message names the run), then run the job again",
  },
  "store-unavailable": {
    meaning: "S3 did not answer, or did not serve a request for the release store",
    fix: "check the network and the proxy of the runner, then run the job again",
  },
  "store-refused": {
    meaning: "S3 refused a request for the release store",
    fix: "correct what S3 says in the message: usually `bucket`, its region or its policy",
  },
  "store-unreadable": {
    meaning: "a document of the release store is broken, or of a newer version of this pipeline",
    fix: "use the version that the other runs use; an earlier version of the object shows what was changed",
  },
} as const;

/** Failures of reading releases. */
export const RELEASE_FAILURES = {
  "release-not-found": {
    meaning: "the environment has no release of this id",
    fix: "choose one of the releases that the message lists",
  },
  "release-damaged": {
    meaning: "a release, or one of its files, is not what its id or hash stands for",
    fix: "choose another release; the versions of the object in S3 show what was changed, and when",
  },
} as const;

/** Failures of whoever asks whether a commit may become live in an environment. */
export const GATE_FAILURES = {
  "environment-held": {
    meaning: "a person rolled the environment back, and it is held until a person releases it",
    fix: "give `override-reason` in the next deployment or promotion; the message says who held it and why",
  },
  "release-refused": {
    meaning: "this commit, or a newer one, failed in the environment and was rolled back",
    fix: "deploy a commit with the fix, or give `override-reason`",
  },
  frozen: {
    meaning: "the environment is in a freeze window: nothing is changed automatically",
    fix: "wait for the end of the window, or give `override-reason`",
  },
  superseded: {
    meaning: "the environment runs a commit that is newer, or that is on another branch",
    fix: "deploy a commit that contains it, or set `allow-downgrade` or `override-reason`",
  },
  "shallow-checkout": {
    meaning: "the checkout does not have the history that says which commit is newer",
    fix: "give `fetch-depth: 0` to actions/checkout",
  },
} as const;

declare module "../runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<
    typeof LEASE_FAILURES | typeof RELEASE_FAILURES | typeof GATE_FAILURES
  > {}
}
