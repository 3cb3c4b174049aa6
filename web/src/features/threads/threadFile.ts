import { ApiProblem } from '../../api/client';

// The server takes no larger request.
const LARGEST = 4 * 1024 * 1024;

/** Why a file cannot be imported, in words for whoever chose it. */
export class UnreadableFile extends Error {}

/** The content of a file that Clew exported, as far as the browser can tell. Throws `UnreadableFile`. */
export async function readThreadFile(file: Blob): Promise<object> {
  if (file.size > LARGEST) throw new UnreadableFile('It is larger than 4 MB, which is more than Clew takes.');
  let content: unknown;
  try {
    content = JSON.parse(await file.text());
  } catch {
    throw new UnreadableFile('It is not a JSON file. Choose one that “Export as JSON” has saved.');
  }
  if (typeof content !== 'object' || content === null || !('format' in content) || content.format !== 'clew.thread') {
    throw new UnreadableFile('It is JSON, but not a chat that Clew has exported.');
  }
  if (!('version' in content) || content.version !== 1) {
    throw new UnreadableFile('It was exported by another version of Clew, which this one cannot read.');
  }
  return content;
}

/** What to say about a file that was refused, here or by the server. */
export function whyNotImported(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message;
  if (!(error instanceof ApiProblem)) return 'It could not be read.';
  if (error.status === 422) return 'It is damaged or was changed by hand: something in it is missing or out of order.';
  return `${error.title}. ${error.detail ?? ''}`.trim();
}
