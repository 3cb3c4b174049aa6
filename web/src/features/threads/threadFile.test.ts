import { expect, it } from 'vitest';
import { ApiProblem } from '../../api/client';
import { readThreadFile, whyNotImported } from './threadFile';

async function reasonFor(content: BlobPart): Promise<string> {
  return readThreadFile(new Blob([content])).then(() => 'none', whyNotImported);
}

it('reads what Clew exported', async () => {
  const file = { format: 'clew.thread', version: 1, title: 'Kettle', messages: [] };
  expect(await readThreadFile(new Blob([JSON.stringify(file)]))).toEqual(file);
});

it.each([
  ['# A chat', 'not a JSON file'],
  ['', 'not a JSON file'],
  ['null', 'not a chat that Clew has exported'],
  ['[]', 'not a chat that Clew has exported'],
  ['{"title": "Somebody else’s"}', 'not a chat that Clew has exported'],
  ['{"format": "clew.thread", "version": 2}', 'another version of Clew'],
  [new Uint8Array(4 * 1024 * 1024 + 1), 'larger than 4 MB'],
])('says what is wrong with %s', async (content, words) => {
  expect(await reasonFor(content)).toContain(words);
});

it('says in plain words what the server refuses', () => {
  const refused = new ApiProblem({ status: 422, code: 'invalid', title: 'Unprocessable', detail: 'messages.0.id: bad' });
  expect(whyNotImported(refused)).toContain('damaged');
  const unreachable = new ApiProblem({ status: 0, code: 'unreachable', title: 'Clew is out of reach', detail: 'Try again.' });
  expect(whyNotImported(unreachable)).toBe('Clew is out of reach. Try again.');
});
