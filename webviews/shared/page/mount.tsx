import { render, type ComponentChild } from 'preact';
import { useTranslations } from '../../../extension/core/base/l10n.ts';
import './theme.css';

/** Draws a page into its document, in the language whose sentences the document carries. */
export function mount(draw: () => ComponentChild): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the document has no element #root');
  const translations = document.getElementById('translations')?.textContent ?? '{}';
  // Written by `pageDocument`, so it is a map of sentences.
  useTranslations(JSON.parse(translations) as Record<string, string>);
  render(draw(), root);
}
