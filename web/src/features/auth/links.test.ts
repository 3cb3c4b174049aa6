import { describe, expect, it } from 'vitest';
import { tokenIn } from '../../lib/useHashToken';
import { linkKind } from './links';

describe('the kind of a link', () => {
  it.each([
    ['registration_abc', 'registration'],
    ['confirmation_abc', 'confirmation'],
    ['email_change_abc', 'email_change'],
    ['undo_abc', 'undo'],
    ['reset_abc', null],
    ['undo', null],
    [null, null],
  ])('%s is %s', (token, kind) => expect(linkKind(token)).toBe(kind));
});

describe('the token in an address', () => {
  it.each([
    ['token=undo_a-b_c', 'undo_a-b_c'],
    ['token=', null],
    ['other=1', null],
    ['', null],
  ])('%s has %s', (hash, token) => expect(tokenIn(hash)).toBe(token));
});
