import { expect, it } from 'vitest';
import { highlight, type CodeKind } from './highlight';

function of(kind: CodeKind, language: string, code: string): string[] {
  const pieces = highlight(code, language).filter((piece) => piece.kind === kind);
  return pieces.map((piece) => piece.text);
}

it.each([
  ['python', 'def f(x):\n    """Doc # no comment"""\n    return x + 1  # why'],
  ['ts', "const a = `b ${c} 'd'`; // e\n/* f"],
  ['sh', 'echo "$#" # count'],
  ['sql', "SELECT 'it''s' -- all\nFROM t"],
  ['html', '<a href="x"><!-- y --></a>'],
  ['brainfuck', '+[-->-[>>+>-----<<]'],
])('loses no character of %s', (language, code) => {
  const pieces = highlight(code, language);
  expect(pieces.map((piece) => piece.text).join('')).toBe(code);
});

it('tells a comment from what only looks like one', () => {
  expect(of('comment', 'python', 'x = "# no" # yes')).toEqual(['# yes']);
  expect(of('comment', 'sh', 'curl https://a.example/#b # yes')).toEqual(['# yes']);
  expect(of('comment', 'js', '"http://a" // yes')).toEqual(['// yes']);
});

it('finds keywords as whole words only', () => {
  expect(of('keyword', 'python', 'import important\nobj.import')).toEqual(['import']);
  expect(of('keyword', 'sql', 'Select a FROM b')).toEqual(['Select', 'FROM']);
  expect(of('keyword', 'html', '<b>if</b>')).toEqual(['b', 'b']);
});

it('takes no lifetime for a string', () => {
  expect(of('string', 'rust', String.raw`fn f<'a>(x: &'a str) -> char { '\n' }`)).toEqual([String.raw`'\n'`]);
});

it('takes what is still being written as it will be', () => {
  expect(of('string', 'python', 'x = """half')).toEqual(['"""half']);
  expect(of('comment', 'js', 'x /* half')).toEqual(['/* half']);
});

it('leaves a language that it does not know as it is', () => {
  expect(highlight('if "a" // b', 'text')).toEqual([{ text: 'if "a" // b', kind: null }]);
});

it.each(['js', 'python', 'html', 'sql', 'sh'])('is quick on hostile %s', (language) => {
  const begun = performance.now();
  for (const piece of ['"\\', "'", '/*', '<!--', '1_', 'a.', '`', '"""']) highlight(piece.repeat(20_000), language);
  expect(performance.now() - begun).toBeLessThan(1500);
});
