import { describe, expect, it } from 'vitest';
import { parametersOf, readRequest } from '../../ui/list/listRequest';
import { ALL_DECISION_LIST } from './decisions';
import { ALL_EVENT_LIST, eventDetail } from './events';

const ADA = '01980000-0000-7000-8000-0000000000ad';
const asked = (address: Record<string, unknown>) => parametersOf(ALL_DECISION_LIST, readRequest(ALL_DECISION_LIST, address));

describe('the search of decisions', () => {
  it('asks for a person, for what, and whether it was allowed', () => {
    expect(asked({ person: ADA, resource_type: 'ai_model', action: 'change', permission_granted: 'false' })).toEqual({
      user_id: ADA,
      resource_type: 'ai_model',
      action: 'change',
      permission_granted: 'false',
      sort: '-created_at',
    });
  });

  it('asks for whole days, the last one with all of its hours', () => {
    const { created_after: after, created_before: before } = asked({ since: 'between', from: '2026-02-27', until: '2026-02-28' });
    expect(new Date(String(after))).toEqual(new Date(2026, 1, 27));
    expect(new Date(String(before))).toEqual(new Date(2026, 2, 1));
  });

  it('knows of days only where it is asked between two', () => {
    expect(readRequest(ALL_DECISION_LIST, { since: 'week', from: '2026-02-27' })).toEqual({ since: 'week' });
  });

  it('leaves out of an address what makes no sense', () => {
    expect(readRequest(ALL_DECISION_LIST, { person: 'ada', resource_type: '../', action: 7, since: 'between', from: '2026-02-30', until: 'soon' })).toEqual({ since: 'between' });
  });
});

describe('the search of events', () => {
  it('asks for all types of a kind', () => {
    const parameters = parametersOf(ALL_EVENT_LIST, readRequest(ALL_EVENT_LIST, { kind: 'passwords', person: ADA }));
    expect(parameters).toMatchObject({ event_type: ['password_changed', 'password_reset', 'password_reset_asked'], user_id: ADA });
  });
});

describe('what an event is about', () => {
  it('is the role and the right that it names', () => {
    expect(eventDetail({ event_data: { role: 'premium', permission: 'user:list' } })).toBe('premium, user:list');
    expect(eventDetail({ event_data: { owner: true } })).toBeNull();
    expect(eventDetail({ event_data: null })).toBeNull();
  });
});
