/** Something that goes into the image cannot be known before the build. The message says why, for people. */
export class NotComparable extends Error {}
