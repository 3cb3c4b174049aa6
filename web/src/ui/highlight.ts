export type CodeKind = 'comment' | 'string' | 'number' | 'keyword';

export interface CodePiece {
  text: string;
  kind: CodeKind | null;
}

// Bounded: an open quote must not have every later one search to the end of the code.
const STRING = String.raw`"(?:\\.|[^"\\\n]){0,999}"|'(?:\\.|[^'\\\n]){0,999}'`;
// A lone quote begins a lifetime.
const RUST_STRING = String.raw`"(?:\\.|[^"\\]){0,999}"|'(?:\\[^']{1,9}|[^'\\])'`;
const LONG_STRING = String.raw`"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)`;
const TEMPLATE = '`(?:\\\\.|[^\\\\`])*(?:`|$)';
const NUMBER = String.raw`\b\d[\w.]*`;
const SLASH_COMMENT = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`;
// Not inside a word, where a shell has `$#` and an address its fragment.
const HASH_COMMENT = String.raw`(?<![^\s;])#[^\n]*`;
const DASH_COMMENT = String.raw`--[^\n]*`;
const MARKUP_COMMENT = String.raw`<!--[\s\S]*?(?:-->|$)`;

const oneOf = (words: string) => String.raw`(?<![\w$.@-])(?:${words.split(' ').join('|')})(?![\w$-])`;
const CURLY = oneOf(
  'abstract as async await bool boolean break case catch char class const constexpr continue declare default defer delete do double ' +
    'else enum export extends extern false final finally float fn for foreach from fun func function get go if impl implements import in ' +
    'instanceof int interface internal is let long loop match mod module mut namespace new nil null object of override package private ' +
    'protected pub public readonly return self set short static string struct super switch this throw throws trait true try type typeof ' +
    'undefined unsafe unsigned use using val var void when where while with yield',
);
const PYTHON = oneOf(
  'False None True and as assert async await break case class continue def del elif else except finally for from global if import in is ' +
    'lambda match nonlocal not or pass raise return self try while with yield',
);
const SCRIPT = oneOf(
  'and begin break case class def do done echo elif else elsif end ensure esac exit export false fi for function if in local module next ' +
    'nil not or require rescue return self set source then true unless until when while yield',
);
const QUERY = oneOf(
  'add all alter and as asc begin between by case check column commit constraint create cross default delete desc distinct drop else end ' +
    'exists false foreign from full group having in index inner insert into is join key left like limit local not null offset on or order ' +
    'outer primary references returning right rollback select set table then true union unique update using values view when where with',
);
const VALUES = oneOf('true false null yes no on off');
const TAG = String.raw`(?<=<\/?)[A-Za-z][\w:-]*`;

const rule = (comment: string, string: string, keyword: string, flags = '') =>
  new RegExp(`(?<comment>${comment})|(?<string>${string})|(?<keyword>${keyword})|(?<number>${NUMBER})`, `g${flags}`);

const RULES: [string, RegExp][] = [
  [
    'c c++ cpp cs csharp css dart go groovy java javascript js jsx kotlin less php scala scss swift ts tsx typescript',
    rule(SLASH_COMMENT, `${STRING}|${TEMPLATE}`, CURLY),
  ],
  ['rs rust', rule(SLASH_COMMENT, RUST_STRING, CURLY)],
  ['py python python3', rule(HASH_COMMENT, `${LONG_STRING}|${STRING}`, PYTHON)],
  ['bash console dockerfile makefile perl r rb ruby sh shell zsh', rule(HASH_COMMENT, STRING, SCRIPT)],
  ['conf env ini toml yaml yml', rule(HASH_COMMENT, STRING, VALUES)],
  ['json json5 jsonc', rule(SLASH_COMMENT, STRING, VALUES)],
  ['haskell lua mysql postgresql sql sqlite', rule(DASH_COMMENT, STRING, QUERY, 'i')],
  ['html svg vue xml', rule(MARKUP_COMMENT, STRING, TAG)],
];
const RULE_OF = new Map(RULES.flatMap(([names, pattern]) => names.split(' ').map((name) => [name, pattern] as const)));

function kindOf(groups: Record<string, string | undefined> = {}): CodeKind | null {
  const [kind] = Object.entries(groups).find(([, text]) => text !== undefined) ?? [];
  return (kind as CodeKind | undefined) ?? null;
}

/**
 * Cuts code into pieces to be coloured; joined they are the code again. It knows words and quotes and no grammar:
 * enough to find one's way in an answer, at no cost that a phone would feel.
 */
export function highlight(code: string, language: string): CodePiece[] {
  const pattern = RULE_OF.get(language.toLowerCase());
  if (!pattern) return [{ text: code, kind: null }];
  const pieces: CodePiece[] = [];
  let position = 0;
  for (const found of code.matchAll(pattern)) {
    if (found.index > position) pieces.push({ text: code.slice(position, found.index), kind: null });
    pieces.push({ text: found[0], kind: kindOf(found.groups) });
    position = found.index + found[0].length;
  }
  if (position < code.length) pieces.push({ text: code.slice(position), kind: null });
  return pieces;
}
