import * as l10n from '@vscode/l10n';

/** The one way from an English sentence to the sentence shown; `{0}` marks take the arguments in order. */
export const t = l10n.t;

/** Sets the translations for everything shown from now on: English sentence → translated sentence. */
export function useTranslations(contents: Record<string, string>): void {
  l10n.config({ contents });
}
