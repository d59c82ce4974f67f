// A style sheet is imported for its effect: esbuild puts it beside the page's script.
declare module '*.css';
