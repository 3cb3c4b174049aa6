import { describe, expect, it } from 'vitest';
import { EventStreamParser, type ServerSentEvent } from './sse';

function parse(...chunks: string[]): ServerSentEvent[] {
  const parser = new EventStreamParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
}

const stream = 'id: 1\nevent: text\ndata: {"text":"a"}\n\n: pause\n\nid: 2\ndata: b\ndata: c\n\n';
const expected = [
  { type: 'text', data: '{"text":"a"}', lastEventId: '1' },
  { type: 'message', data: 'b\nc', lastEventId: '2' },
];

describe('EventStreamParser', () => {
  it.each([
    ['LF', stream],
    ['CRLF', stream.replaceAll('\n', '\r\n')],
    ['CR', stream.replaceAll('\n', '\r')],
  ])('reads lines that end with %s, wherever the chunks end', (_, text) => {
    expect(parse(text)).toEqual(expected);
    expect(parse(...text)).toEqual(expected);
    for (let cut = 0; cut <= text.length; cut += 1) {
      expect(parse(text.slice(0, cut), text.slice(cut))).toEqual(expected);
    }
  });

  it('drops one space after the colon and a byte order mark before the first line', () => {
    expect(parse('\uFEFFdata:  two\n\n')).toEqual([{ type: 'message', data: ' two', lastEventId: null }]);
  });

  it('says nothing for an event without data, and keeps its id', () => {
    expect(parse('id: 7\n\ndata: x\n\n')).toEqual([{ type: 'message', data: 'x', lastEventId: '7' }]);
  });

  it('says nothing for an event that was cut off', () => {
    expect(parse('data: x\n')).toEqual([]);
  });

  it('keeps empty data', () => {
    expect(parse('data\n\n')).toEqual([{ type: 'message', data: '', lastEventId: null }]);
  });
});
