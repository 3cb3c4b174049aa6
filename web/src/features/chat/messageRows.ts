import type { Message } from '../../api/types';

const LINE_PX = 26;
const CHARACTERS_OF_A_LINE = 85;
const FRAME_PX = 60;
// A long question is folded.
const FOLDED_PX = 360;

/** Versions of a message stand in the same row, so that the arrows between them keep the focus. */
export function rowKey(message: Message | undefined): string {
  return message ? `${message.role}:${message.parent_id}` : 'pending';
}

/** About how high a message will be, before it is drawn: the better the guess, the steadier the scrollbar. */
export function estimateHeight(message: Message | undefined): number {
  if (!message) return FRAME_PX;
  const lines = message.content.split('\n').reduce((sum, line) => sum + Math.ceil((line.length || 1) / CHARACTERS_OF_A_LINE), 0);
  const height = FRAME_PX + lines * LINE_PX;
  return message.role === 'user' ? Math.min(height, FOLDED_PX) : height;
}
