/** From here on what is pasted stands beside the field instead of in it. */
export const LONG_PASTE = 2000;
/** What the server takes. */
export const LONGEST_MESSAGE = 1_000_000;
const NEAR = LONGEST_MESSAGE * 0.9;

export interface Pasted {
  id: number;
  text: string;
}

/** Without the empty lines around it; the indentation of the first line may mean something. */
const trimmedLines = (text: string) => text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();

/** The whole message: what was typed, then what was pasted. */
export function joined(text: string, pasted: readonly Pasted[]): string {
  return [text.trim(), ...pasted.map((block) => trimmedLines(block.text))].filter(Boolean).join('\n\n');
}

/** What there is to say about the length of a message, if it is near the limit. */
export function lengthNote(length: number): { text: string; isTooLong: boolean } | null {
  if (length < NEAR) return null;
  const left = LONGEST_MESSAGE - length;
  const count = Math.abs(left).toLocaleString('en-US');
  return left < 0 ? { text: `${count} characters too many`, isTooLong: true } : { text: `${count} characters left`, isTooLong: false };
}

export function describePasted(text: string): string {
  const lines = text.split('\n').length;
  const size = `${text.length.toLocaleString('en-US')} characters`;
  return lines === 1 ? size : `${lines.toLocaleString('en-US')} lines, ${size}`;
}
