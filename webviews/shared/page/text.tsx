/**
 * Text that somebody else chose (names, titles, outputs), set apart from the text around it: its direction ends
 * with it, and characters that would act are shown instead.
 */
export function Foreign({ text, class: className }: { text: string; class?: string }) {
  const shown = legible(text);
  return (
    <bdi class={`foreign ${className ?? ''}`} title={shown.length > 24 ? cut(shown) : undefined}>
      {cut(shown)}
    </bdi>
  );
}

/** The same text with control and direction characters made visible: ESC becomes ␛, U+202E becomes ⟨202E⟩. */
export function legible(text: string): string {
  return text.replace(acting, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '␡' : `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

// C0 without the line feed, DEL, C1, and the embeddings, overrides and isolates of Unicode's UAX #9.

const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

const longest = 1000;
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
