import MarkdownIt, { type Token } from 'markdown-it';
import type { ProseNode } from './prose.ts';

/** Prose from Markdown. Raw HTML, and links to anything but https: and isolab:, stay text. */
export function parseProse(markdown: string): readonly ProseNode[] {
  return toTree(parser.parse(markdown, {})).flatMap(toNodes);
}

/** A `question` or `predict` block as it was found; `id` is undefined where it is missing or no identifier. */
export interface FoundAsk {
  readonly kind: 'question' | 'predict';
  readonly id: string | undefined;
  /** From 1. */
  readonly line: number;
  readonly hasText: boolean;
}

/** Every `question` and `predict` block, also those that cannot be asked. */
export function findAsks(markdown: string): readonly FoundAsk[] {
  return parser.parse(markdown, {}).flatMap((token) => {
    const { kind, id } = token.type === 'fence' ? readAsk(token.info) : {};
    if (kind === undefined) return [];
    return [
      { kind, id, line: (token.map?.[0] ?? 0) + 1, hasText: splitAsk(token.content).text !== '' },
    ];
  });
}

/** Every block that is typed at a console of a guest; lines from 1. */
export function findRuns(
  markdown: string,
): readonly { readonly guest: string; readonly line: number }[] {
  return parser.parse(markdown, {}).flatMap(({ type, info, map }) => {
    const { guest } = type === 'fence' ? readRun(info) : {};
    return guest === undefined ? [] : [{ guest, line: (map?.[0] ?? 0) + 1 }];
  });
}

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });
parser.disable(['strikethrough', 'reference']);
parser.validateLink = (href) => /^(?:https:\/\/|isolab:)/iu.test(href);

interface Tree {
  readonly token: Token;
  readonly children: Tree[];
}

function toTree(tokens: readonly Token[]): readonly Tree[] {
  const roots: Tree[] = [];
  const open: Tree[] = [];
  for (const token of tokens) {
    if (token.nesting < 0) {
      open.pop();
      continue;
    }
    const tree: Tree = {
      token,
      children: token.type === 'inline' ? [...toTree(token.children ?? [])] : [],
    };
    (open.at(-1)?.children ?? roots).push(tree);
    if (token.nesting > 0) open.push(tree);
  }
  return roots;
}

function toNodes(tree: Tree): readonly ProseNode[] {
  const { token } = tree;
  const children = (): readonly ProseNode[] => joinTexts(tree.children.flatMap(toNodes));
  switch (token.type) {
    case 'text':
      return [{ type: 'text', text: token.content }];
    case 'softbreak':
      return [{ type: 'text', text: '\n' }];
    case 'hardbreak':
      return [{ type: 'break' }];
    case 'hr':
      return [{ type: 'rule' }];
    case 'code_inline':
      return [{ type: 'code', text: token.content }];
    case 'strong_open':
      return [{ type: 'strong', children: children() }];
    case 'em_open':
      return [{ type: 'emphasis', children: children() }];
    case 'paragraph_open':
      return token.hidden ? children() : [{ type: 'paragraph', children: children() }];
    case 'blockquote_open':
      return [{ type: 'quote', children: children() }];
    case 'list_item_open':
      return [{ type: 'item', children: children() }];
    case 'heading_open':
      return [{ type: 'heading', level: Number(token.tag.slice(1)), children: children() }];
    case 'bullet_list_open':
    case 'ordered_list_open':
      return [
        { type: 'list', isOrdered: token.type === 'ordered_list_open', children: children() },
      ];
    case 'link_open':
      return [{ type: 'link', href: token.attrGet('href') ?? '', children: children() }];
    case 'table_open':
      return [toTable(tree)];
    case 'fence':
    case 'code_block':
      return [toBlock(token)];
    case 'image':
      return [{ type: 'text', text: token.content }];
    default:
      return children();
  }
}

function toTable(table: Tree): ProseNode {
  const rowsOf = (type: string): readonly (readonly (readonly ProseNode[])[])[] =>
    table.children
      .filter(({ token }) => token.type === type)
      .flatMap(({ children }) => children)
      .map((row) => row.children.map((cell) => joinTexts(cell.children.flatMap(toNodes))));
  return { type: 'table', header: rowsOf('thead_open')[0] ?? [], rows: rowsOf('tbody_open') };
}

function toBlock({ info, content }: Token): ProseNode {
  const { kind, id } = readAsk(info);
  if (kind !== undefined && id !== undefined) {
    const { text, choices } = splitAsk(content);
    return {
      type: 'ask',
      kind,
      id,
      text: toTree(parser.parseInline(text, {})).flatMap(toNodes),
      choices,
    };
  }
  const { language, isRunnable, guest } = readRun(info);
  return {
    type: 'block',
    language,
    isRunnable,
    ...(guest === undefined ? {} : { guest }),
    text: content.replace(/\n$/u, ''),
  };
}

function readRun(info: string): {
  readonly language: string;
  readonly isRunnable: boolean;
  readonly guest: string | undefined;
} {
  const [language = '', ...marks] = info.trim().split(/\s+/u);
  const isBare = language === 'run';
  const isRunnable = isBare || marks.includes('run');
  const mark = marks.find((each) => each.startsWith('guest:'));
  return {
    language: isBare ? 'sh' : language,
    isRunnable,
    guest: isRunnable ? mark?.slice('guest:'.length) : undefined,
  };
}

function readAsk(info: string): { readonly kind?: FoundAsk['kind']; readonly id?: string } {
  const [kind, id = '', ...rest] = info.trim().split(/\s+/u);
  if (kind !== 'question' && kind !== 'predict') return {};
  return rest.length === 0 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(id) ? { kind, id } : { kind };
}

// The lines are the sentence asked; those that begin with a hyphen are the choices.
function splitAsk(content: string): { readonly text: string; readonly choices: readonly string[] } {
  const lines = content.split('\n');
  const isChoice = (line: string): boolean => /^\s*- /u.test(line);
  return {
    text: lines
      .filter((line) => !isChoice(line))
      .join('\n')
      .trim(),
    choices: lines.filter(isChoice).map((line) => line.replace(/^\s*- /u, '').trim()),
  };
}

function joinTexts(nodes: readonly ProseNode[]): readonly ProseNode[] {
  const joined: ProseNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type === 'text' && last?.type === 'text') {
      joined[joined.length - 1] = { type: 'text', text: last.text + node.text };
    } else if (node.type !== 'text' || node.text !== '') {
      joined.push(node);
    }
  }
  return joined;
}
