import type { FileMutants } from "../mutant.ts";

export const buildPushEcr: FileMutants = {
  "docker/build.ts": {
    "build-exit-code": {
      find: "if (exitCode !== 0) throw",
      replace: "if (exitCode !== 0 && metadata !== undefined) throw",
      why: "a build without push that failed is reported as a success",
    },
    "build-cancel-ignored": {
      find: "if (job.cancelled.aborted)\n",
      replace: "if (false)\n",
      why: "a cancelled build is reported as a broken Dockerfile",
    },
    "build-own-path": {
      find: "file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file",
      replace: "file.startsWith(`${directory}/`) ? file.slice(directory.length) : file",
      why: "the annotation points to a path that GitHub does not know",
    },
  },
  "docker/config.ts": {
    "docker-config-mode": {
      find: "JSON.stringify(merged), { mode: 0o600 }",
      replace: "JSON.stringify(merged), { mode: 0o644 }",
      why: "every user of the runner can read the registry login",
    },
    "docker-config-home": {
      find: `value === "" ? undefined : value`,
      replace: "value",
      why: "an empty DOCKER_CONFIG makes the repository's config.json choose docker's plugins",
    },
    "docker-helper-shadows-login": {
      find: "own.credsStore !== undefined || own.credHelpers",
      replace: "own.credsStore !== undefined && own.credHelpers",
      why: "a credential store of the runner hides the login of this action",
    },
    "docker-config-kept": {
      find: "remove: () => rmSync(directory, { recursive: true, force: true })",
      replace: "remove: () => undefined",
      why: "the registry login stays on the runner",
    },
  },
  "ecr/existing.ts": {
    "ecr-failures-in-200": {
      find: `failureCode !== "ImageNotFound"`,
      replace: `failureCode === ""`,
      why: "a failure that ECR puts into a 200 reads as tags that do not exist",
    },
  },
  "registry/manifests.ts": {
    "digest-from-header": {
      find: "digest: digestOf(bytes), mediaType",
      replace: `digest: headers["docker-content-digest"] ?? digestOf(bytes), mediaType`,
      why: "a registry or proxy can claim any digest",
    },
  },
  "registry/facts.ts": {
    "attestation-platform": {
      find: `if (platform?.os === "unknown") continue;`,
      replace: "",
      why: "attestations are reported as platforms of the image",
    },
  },
  "docker/find-buildx.ts": {
    "buildx-age": {
      find: "minor < OLDEST[1]",
      replace: "minor <= OLDEST[1]",
      why: "the oldest buildx that is supported is refused",
    },
  },
  "docker/arguments.ts": {
    "push-false-pushes": {
      find: `if (metadataFile !== undefined) argv.push("--push", `,
      replace: `if (metadataFile !== undefined) argv.push(`,
      why: "the image is built and never pushed",
    },
    "provenance-on": {
      find: `"--provenance=false", `,
      replace: "",
      why: "each build has another digest, so nothing is reused",
    },
    "secret-name": {
      find: "/secret|token|passw(?:or)?d|key|credential/i",
      replace: "/secret|token|passw(?:or)?d|credential/i",
      why: "a hash of a build argument called API_KEY is published as a label",
    },
  },
  "docker/git-config.ts": {
    "git-config-in-context": {
      find: `  "**/.git/config",\n`,
      replace: "",
      why: "credentials in .git/config get into the image",
    },
    "dockerfile-ignore-order": {
      find: '[`${dockerfile}.dockerignore`, path.join(context, ".dockerignore")]',
      replace: '[path.join(context, ".dockerignore"), `${dockerfile}.dockerignore`]',
      why: "docker reads the Dockerfile's own ignore file first",
    },
  },
  "ecr/login.ts": {
    "login-not-masked": {
      find: "job.mask(password);",
      replace: "",
      why: "the registry password can be printed",
    },
    "password-with-colon": {
      find: ".slice(1)\n",
      replace: ".slice(1, 2)\n",
      why: "a password with a colon is cut",
    },
  },
  "ecr/mutability.ts": {
    "exclusion-swapped": {
      find: `if (mutability === "MUTABLE_WITH_EXCLUSION") return excluded;`,
      replace: `if (mutability === "MUTABLE_WITH_EXCLUSION") return !excluded;`,
      why: "immutable and mutable tags are swapped",
    },
  },
  "ecr/repositories.ts": {
    "mutable-repository": {
      find: `imageTagMutability: "IMMUTABLE",`,
      replace: `imageTagMutability: "MUTABLE",`,
      why: "the repository that is created lets tags be moved",
    },
    "create-race": {
      find: `"RepositoryAlreadyExistsException") return describe(ecr, name)`,
      replace: `"RepositoryAlreadyExistsException") return undefined`,
      why: "two jobs that create one repository at once: the second fails",
    },
  },
  "images/free-tags.ts": {
    "tag-free-when-other": {
      find: "holder === undefined || holder === digest || !isImmutable(tag)",
      replace: "holder === undefined || !isImmutable(tag)",
      why: "a re-run of the same content is refused, since its tag is taken",
    },
  },
  "content-key/key.ts": {
    "platform-order": {
      find: "[...new Set(platforms)].sort().join",
      replace: "[...new Set(platforms)].join",
      why: "the same platforms in another order are built again",
    },
    "key-without-mode": {
      find: "[path, type, mode, text]",
      replace: "[path, type, text]",
      why: "a script that becomes executable reuses the old image",
    },
    "key-without-repository": {
      find: "JSON.stringify([name, repository])],",
      replace: "JSON.stringify([repository])],",
      why: "two images of one repository share a digest",
    },
  },
  "content-key/compute.ts": {
    "volatile-arguments": {
      find: "!volatileBuildArgs.includes(key)",
      replace: "volatileBuildArgs.includes(key)",
      why: "only the arguments that do not matter count",
    },
  },
  "content-key/ignore-file.ts": {
    "ignore-negation": {
      find: "keeps === ignored && fits(name)",
      replace: "fits(name)",
      why: "a file that a later pattern keeps does not count",
    },
    "ignore-comment": {
      find: `.filter((line) => !line.startsWith("#"))\n    .map((line) => line.trim())`,
      replace: `.map((line) => line.trim())\n    .filter((line) => !line.startsWith("#"))`,
      why: "docker reads an indented # as a pattern",
    },
  },
  "content-key/expand.ts": {
    "expand-empty": {
      find: `operator?.startsWith(":") === true ? (value ?? "") !== "" : value !== undefined`,
      replace: "value !== undefined",
      why: "${NAME:-default} of an empty argument names no image, so the wrong base is looked up",
    },
  },
  "content-key/dockerfile.ts": {
    "heredoc-indent": {
      find: `isIndented: dash === "-"`,
      replace: "isIndented: false",
      why: "a here-document with <<- swallows the rest of the Dockerfile",
    },
  },
  "preflight.ts": {
    "reuse-other-shared": {
      find: "if (labels !== undefined && statesKey(labels, key)) return digest;",
      replace: "if (labels !== undefined) return digest;",
      why: "the image of other content is reused under the commit's tag",
    },
    "reuse-missing-tags": {
      find: "existing.get(tag) !== digest);",
      replace: "!existing.has(tag));",
      why: "a tag that names another image is not moved",
    },
  },
  "registry/confirm.ts": {
    "confirm-tag": {
      find: "if (tagged === undefined || !(await isEqual(tagged)))",
      replace: "if (tagged !== undefined && !(await isEqual(tagged)))",
      why: "a tag that the registry lost counts as pushed",
    },
  },
  "registry/blobs.ts": {
    "blob-cut": {
      find: "if (received < size) throw",
      replace: "if (received === 0) throw",
      why: "a layer that ends early is reported as damaged and not fetched again",
    },
    "blob-hash": {
      find: "if (actual !== digest) throw",
      replace: 'if (actual === "") throw',
      why: "other bytes of the same length are promoted",
    },
    "mount-202": {
      find: "answer?.statusCode === 201",
      replace: "answer !== undefined",
      why: "202 means that nothing was mounted, so the layer is missing",
    },
  },
  "registry/http.ts": {
    "login-to-other-host": {
      find: "if (next.origin !== url.origin) headers = withoutLogin(headers);",
      replace: "",
      why: "the registry's login is sent to the storage host",
    },
  },
  "promote/carry-out.ts": {
    "promote-lease-once": {
      find: "await requireLease();\n  for (const { to",
      replace: "for (const { to",
      why: "tags are set although the lease was lost while layers were copied",
    },
  },
  "promote/copy.ts": {
    "promote-manifest-order": {
      find: "for (const manifest of missing) await",
      replace: "for (const manifest of missing.toReversed()) await",
      why: "an index is put before its parts, which a registry refuses",
    },
  },
  "promote/check.ts": {
    "promote-commit-tag": {
      find: "isImmutable(rules, tag) || isCommitTag(tag)",
      replace: "isImmutable(rules, tag)",
      why: "the tag of a commit is moved to another image",
    },
    "promote-source-tag": {
      find: "if (found?.digest === digest) return;",
      replace: "if (found === undefined || found.digest === digest) return;",
      why: "a release whose tag is gone is promoted",
    },
  },
  "promote/parallel.ts": {
    "parallel-first-error": {
      find: `if (one.status === "rejected") throw one.reason;`,
      replace: "",
      why: "a layer that was not copied is not noticed",
    },
  },
  "promote/tree.ts": {
    "tree-other-bytes": {
      find: "if (manifest.digest !== wanted) throw otherBytes",
      replace: 'if (manifest.digest === "") throw otherBytes',
      why: "altered bytes are promoted under a true digest",
    },
  },
};
