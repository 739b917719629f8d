/** The public door of editing: a document's text as a table, edits of it, and what two texts have in common. */
export { editDocument } from './edit-document.ts';
export { type LayoutReading, readLayout } from './layout.ts';
export { compareTexts } from './line-diff.ts';
export { mergeTexts } from './merge-texts.ts';
export { readTable } from './read-table.ts';
