/** Failures of actions that take the lease of an environment, or change an environment under it. */
export const LEASE_FAILURES = {
  "lease-held": {
    meaning:
      "another run holds the lease of the environment. The message says who holds it, and until when",
    fix: "wait for that run, or cancel it. With `override-reason`, an approved run takes the lease away from it",
  },
  "lease-lost": {
    meaning:
      "the lease of the environment expired, or another run took it away. Nothing was changed or recorded after that",
    fix: "check who holds the lease (the message names the run), then run the job again",
  },
  "store-unavailable": {
    meaning: "S3 did not answer, or could not serve a request for the release store",
    fix: "check the network and the proxy of the runner, then run the job again",
  },
  "store-refused": {
    meaning: "S3 refused a request for the release store",
    fix: "correct what S3 reports in the message: usually `bucket`, its region or its policy",
  },
  "store-unreadable": {
    meaning:
      "a document in the release store is broken, or a newer version of this pipeline wrote it",
    fix: "use the version that the other runs use. Earlier versions of the object in S3 show what was changed",
  },
} as const;

/** Failures of reading releases. */
export const RELEASE_FAILURES = {
  "release-not-found": {
    meaning: "the environment has no release with this id",
    fix: "choose one of the releases that the message lists",
  },
  "release-damaged": {
    meaning: "a release, or one of its files, does not match its id or hash",
    fix: "choose another release. The versions of the object in S3 show what was changed, and when",
  },
} as const;

/** Failures of actions that check whether a commit may become live in an environment. */
export const GATE_FAILURES = {
  "environment-held": {
    meaning: "a person rolled the environment back, and it is on hold until a person releases it",
    fix: "give `override-reason` in the next deployment or promotion. The message says who set the hold, and why",
  },
  "release-refused": {
    meaning: "this commit, or a newer one, failed in the environment and was rolled back",
    fix: "deploy a commit with the fix, or give `override-reason`",
  },
  frozen: {
    meaning: "the environment is in a freeze window, so nothing is changed automatically",
    fix: "wait until the window ends, or give `override-reason`",
  },
  superseded: {
    meaning: "the environment runs a newer commit, or a commit of another branch",
    fix: "deploy a commit that contains it, or set `allow-downgrade` or `override-reason`",
  },
  "shallow-checkout": {
    meaning: "the checkout lacks the history that shows which commit is newer",
    fix: "set `fetch-depth: 0` in the step of actions/checkout",
  },
} as const;

declare module "../runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<
    typeof LEASE_FAILURES | typeof RELEASE_FAILURES | typeof GATE_FAILURES
  > {}
}
