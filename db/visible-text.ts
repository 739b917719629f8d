// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here

/** Control sequences, strings up to BEL or ST on the same line, and what is left of others. */
const SEQUENCES =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-~]|\u001b/g;

/** Text as it is seen: what a terminal would have obeyed is gone, lines stay lines. */
export function visibleText(text: string): string {
  return text.includes('\u001b') ? text.replace(SEQUENCES, '') : text;
}
