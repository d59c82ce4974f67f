import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A sentence that is shown to people: the first argument of `t`, and where it stands. */
export interface Sentence {
  readonly text: string;
  /** Relative to the checkout, with the line: "extension/core/base/errors.ts:27". */
  readonly place: string;
}

/** What VS Code shows. The commands of a terminal speak English, as `docker` does. */
const folders = ['extension/core', 'extension/vscode', 'webviews'];

/**
 * Every sentence that is shown in VS Code. Refuses a `t` whose first argument is not written out, because nobody
 * could translate it.
 */
export function findSentences(root: string): readonly Sentence[] {
  return folders
    .flatMap((folder) => sourcesIn(path.join(root, folder)))
    .flatMap((file) => sentencesIn(file, root));
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function sentencesIn(file: string, root: string): readonly Sentence[] {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('base/l10n.ts') && !text.includes('./l10n.ts')) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const sentences: Sentence[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && isT(node.expression)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const place = `${path.relative(root, file)}:${line + 1}`;
      const [argument] = node.arguments;
      if (argument === undefined) throw new Error(`${place}: t needs a sentence`);
      sentences.push({ text: writtenOut(argument, place), place });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return sentences;
}

const isT = ({ text }: ts.Identifier): boolean => text === 't';

function writtenOut(node: ts.Expression, place: string): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return writtenOut(node.left, place) + writtenOut(node.right, place);
  }
  throw new Error(`${place}: the sentence is not written out`);
}
