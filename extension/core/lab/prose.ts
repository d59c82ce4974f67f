/**
 * Prose as a tree that a page can draw without parsing HTML: lab text is data. Made from Markdown by
 * markdown-it with `html: false`; what is not in this list is text.
 */
export type ProseNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | {
      readonly type: 'strong' | 'emphasis' | 'paragraph' | 'quote' | 'item';
      readonly children: readonly ProseNode[];
    }
  | { readonly type: 'heading'; readonly level: number; readonly children: readonly ProseNode[] }
  | { readonly type: 'list'; readonly isOrdered: boolean; readonly children: readonly ProseNode[] }
  /** Only https: links, and `isolab:` links to a view with a focus. */
  | { readonly type: 'link'; readonly href: string; readonly children: readonly ProseNode[] }
  | {
      readonly type: 'table';
      readonly header: readonly (readonly ProseNode[])[];
      readonly rows: readonly (readonly (readonly ProseNode[])[])[];
    }
  | {
      readonly type: 'block';
      readonly language: string;
      readonly isRunnable: boolean;
      /** The guest at whose console it is typed; without one the lab terminal. */
      readonly guest?: string;
      readonly text: string;
    }
  | {
      readonly type: 'ask';
      readonly kind: 'question' | 'predict';
      readonly id: string;
      readonly text: readonly ProseNode[];
      readonly choices: readonly string[];
    }
  | { readonly type: 'rule' | 'break' };
