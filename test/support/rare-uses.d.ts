export function runsRareUses(file: string, choice?: string): boolean;
