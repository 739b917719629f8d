import { escapeHtml } from './outside-text.ts';

/** Markup that is safe to put into a page: only `html` makes it. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = Html | string | number | null | readonly Html[];

/** Every value put into the template is escaped, unless it is itself markup. Nothing else builds markup. */
export function html(texts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = texts[0] ?? '';
  for (let index = 0; index < values.length; index += 1) {
    markup += markupOf(values[index] ?? null) + (texts[index + 1] ?? '');
  }
  return { markup };
}

export const nothing: Html = { markup: '' };

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if (isList(value)) return value.map((part) => part.markup).join('');
  return value.markup;
}

function isList(value: Html | readonly Html[]): value is readonly Html[] {
  return Array.isArray(value);
}
