/**
 * A record whose keys come from outside. It has no prototype: `constructor` is not found in it unless somebody put it
 * there, and `__proto__` is a key like any other.
 */
export function dictionary<T>(entries: Readonly<Record<string, T>> = {}): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
