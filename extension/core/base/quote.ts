const maxLength = 120;

/**
 * A name or text from outside as inline code of a sentence. Names of containers, images and processes may be
 * hostile: control characters, line ends and marks that turn the reading direction are made visible, backticks
 * cannot end the code, and long texts are cut.
 */
export function quote(text: string): string {
  const characters = Array.from(text);
  const shown =
    characters.length > maxLength ? [...characters.slice(0, maxLength - 1), '…'] : characters;
  return `\`${shown.map(visible).join('')}\``;
}

/** A text from outside for a terminal: what could move the cursor or turn the reading direction is made visible. */
export function printable(text: string): string {
  return Array.from(text, (character) => (character === '`' ? character : visible(character))).join(
    '',
  );
}

/** Several texts from outside, each quoted: at most five of them. */
export function quoteList(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).map(quote).join(', ');
  return texts.length > 5 ? `${shown}, …` : shown;
}

/**
 * A command that the learner can type as it stands, or nothing where a word holds a control character: such a
 * word could do more than be seen.
 */
export function seeCommand(...words: readonly string[]): string | undefined {
  if (words.some((word) => /[\u0000-\u001f\u007f-\u009f]/u.test(word))) return undefined;
  return words.map(shellWord).join(' ');
}

const plainWord = /^[\w@%+=:,./-]+$/u;

function shellWord(word: string): string {
  return plainWord.test(word) ? word : singleQuoted(word);
}

/** A word for a shell, which takes all in it as it stands (POSIX.1, "Single-Quotes"). */
export function singleQuoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

// Format characters (Cf) include the marks that turn the reading direction (Unicode TR9) and zero-width ones.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function visible(character: string): string {
  if (character === '`') return 'ˋ';
  if (!invisible.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  // The control pictures block repeats the C0 controls from U+2400.
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `\\u{${code.toString(16)}}`;
}
