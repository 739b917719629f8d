/**
 * Text from outside made visible: control characters become their pictures, and marks that turn the direction
 * of writing become words, so that what is read is what was written. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(controls, (character) => String.fromCodePoint(0x2400 + character.charCodeAt(0)))
    .replace(directions, (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is shown
const controls = /[\u0000-\u0008\u000b-\u001f]/g;
const directions = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * As one line of GitHub Markdown, safe in a table cell and in running text: no markup, no HTML, no cell border,
 * nobody mentioned. What would open a heading or a list counts only at the beginning, and is undone there.
 */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/[&<>]/g, (character) => entities[character] ?? character)
    .replace(/[\\`*_[\]|~$@]/g, '\\$&')
    .replace(/\s*\n\s*/g, ' ⏎ ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** The address when it is one a reader may follow, else null: never `javascript:`, `data:` or `file:`. */
export function safeUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}
