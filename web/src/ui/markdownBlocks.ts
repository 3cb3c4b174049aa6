const FENCE = /^\s*(`{3,}|~{3,})(.*)$/;
// An indented line or a list item may belong to the block before it, over a blank line.
const CONTINUES = /^(\s|[-*+]\s|\d{1,9}[.)]\s)/;

/** The block, or nothing while it may become a table: until its second line is there, it would be drawn as bars. */
export function withoutHalfTable(block: string): string {
  return /^\|[^\n]*(\n[\s:|-]*)?$/.test(block) ? '' : block;
}

/**
 * Splits Markdown at blank lines into pieces that can be drawn apart. Growing text changes only the last
 * piece, so the ones before it need not be parsed again; joined with nothing they are the text.
 */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  let start = 0;
  let position = 0;
  let fence: string | null = null;
  let isAfterBlank = false;
  for (const line of text.split('\n')) {
    if (fence === null && isAfterBlank && line !== '' && !CONTINUES.test(line)) {
      blocks.push(text.slice(start, position));
      start = position;
    }
    const [, marker, rest] = FENCE.exec(line) ?? [];
    if (marker) {
      if (fence === null) fence = marker;
      else if (marker.startsWith(fence) && rest?.trim() === '') fence = null;
    }
    isAfterBlank = line.trim() === '';
    position += line.length + 1;
  }
  blocks.push(text.slice(start));
  return blocks;
}
