/** What a page's HTML needs from the shell that shows it. */
export interface PageParts {
  readonly title: string;
  /** BCP 47, as `vscode.env.language`. */
  readonly language: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** A fresh `crypto.randomUUID()` for each document. */
  readonly nonce: string;
  /** English sentence → shown sentence; empty for English. */
  readonly translations: Readonly<Record<string, string>>;
}

/** The HTML of a view's page, with the one Content Security Policy that all pages have. */
export function pageDocument(parts: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${parts.nonce}'`,
    // The toolkit tries with one style element, which carries this nonce, whether the browser knows :focus-visible.
    `style-src ${parts.cspSource} 'nonce-${parts.nonce}'`,
    `font-src ${parts.cspSource}`,
  ].join('; ');
  // In a data block only `<` can end the element early.
  const translations = JSON.stringify(parts.translations).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(parts.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta property="csp-nonce" content="${parts.nonce}">
<title>${escapeHtml(parts.title)}</title>
<link rel="stylesheet" href="${escapeHtml(parts.styleUri)}">
</head>
<body>
<div id="root"></div>
<script type="application/json" id="translations">${translations}</script>
<script type="module" nonce="${parts.nonce}" src="${escapeHtml(parts.scriptUri)}"></script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
