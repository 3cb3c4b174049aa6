import { describe, expect, it } from 'vitest';
import { isClosedByPerson, passkeyProblem } from './passkey';

describe('passkeyProblem', () => {
  it.each([
    ['NotAllowedError', 'No passkey was made'],
    ['InvalidStateError', 'There is a passkey already'],
    ['NotSupportedError', 'This device cannot keep a passkey'],
    ['ConstraintError', 'This device cannot keep a passkey'],
    ['SecurityError', 'Passkeys do not work at this address'],
  ])('says what to do after %s', (name, title) => {
    expect(passkeyProblem(new DOMException('', name))?.title).toBe(title);
  });

  it('leaves to others what is none of theirs', () => {
    expect(passkeyProblem(new DOMException('', 'AbortError'))).toBeNull();
    expect(passkeyProblem(new Error('NotAllowedError'))).toBeNull();
  });
});

it('tells who closed the question from what failed', () => {
  expect(isClosedByPerson(new DOMException('', 'NotAllowedError'))).toBe(true);
  expect(isClosedByPerson(new DOMException('', 'InvalidStateError'))).toBe(false);
});
