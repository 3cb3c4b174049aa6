/** The beginning of a text, in one line, where all of it is too long. */
export function shorten(text: string, most = 80): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}
