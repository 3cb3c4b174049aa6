export interface ServerSentEvent {
  type: string;
  data: string;
  /** The last id seen so far in the stream; null before the first. */
  lastEventId: string | null;
}

/**
 * Incremental parser of `text/event-stream`, after the WHATWG HTML standard, section 9.2.6.
 * Chunks may end anywhere, also between CR and LF.
 */
export class EventStreamParser {
  private pending = '';
  private data: string[] = [];
  private type = '';
  private lastEventId: string | null = null;
  private endedWithCarriageReturn = false;
  private isAtStart = true;

  push(chunk: string): ServerSentEvent[] {
    let text = chunk;
    if (this.isAtStart && text !== '') {
      this.isAtStart = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    if (this.endedWithCarriageReturn && text !== '') {
      if (text.startsWith('\n')) text = text.slice(1);
      this.endedWithCarriageReturn = false;
    }
    if (text.endsWith('\r')) this.endedWithCarriageReturn = true;

    const lines = (this.pending + text).split(/\r\n|\r|\n/);
    this.pending = lines.pop() ?? '';
    const events: ServerSentEvent[] = [];
    for (const line of lines) {
      const event = this.readLine(line);
      if (event) events.push(event);
    }
    return events;
  }

  private readLine(line: string): ServerSentEvent | null {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.type = value;
    else if (field === 'id' && !value.includes('\0')) this.lastEventId = value;
    return null;
  }

  private dispatch(): ServerSentEvent | null {
    const { data, type, lastEventId } = this;
    this.data = [];
    this.type = '';
    if (data.length === 0) return null;
    return { type: type || 'message', data: data.join('\n'), lastEventId };
  }
}
