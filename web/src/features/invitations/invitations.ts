import { resource } from '../../api/resource';
import { api } from '../../api/client';
import type { Invitation, InvitationCreation, NewInvitation, Role } from '../../api/types';
import { relativeDay } from '../../lib/time';
import type { Field, FieldName } from '../../ui/form/fields';
import type { ListShape } from '../../ui/list/listRequest';

export const invitations = resource<Invitation, InvitationCreation, never>('/invitations');

/** The only answer that its link is in. */
export const invite = (values: InvitationCreation) => api.post<NewInvitation>('/invitations', values);

export const INVITATION_LIST: ListShape = {
  filters: [
    {
      name: 'which',
      label: 'Which invitations',
      choices: [
        { value: '', label: 'All' },
        { value: 'current', label: 'Not over yet', parameters: (now) => ({ expires_after: new Date(now).toISOString() }) },
        { value: 'over', label: 'Over', parameters: (now) => ({ expires_before: new Date(now).toISOString() }) },
      ],
    },
  ],
  sorts: [
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
    { value: 'expires_at', label: 'First to end first' },
  ],
};

type State = 'open' | 'used' | 'over';

export function stateOf({ spent_at: spent, expires_at: until }: Pick<Invitation, 'spent_at' | 'expires_at'>, now = Date.now()): State {
  if (spent) return 'used';
  return new Date(until).getTime() > now ? 'open' : 'over';
}

/** What became of it, in a few words. */
export function stateWords(invitation: Pick<Invitation, 'spent_at' | 'expires_at'>, now = Date.now()): string {
  const at = new Date(now);
  switch (stateOf(invitation, now)) {
    case 'used':
      return `Used ${relativeDay(invitation.spent_at ?? invitation.expires_at, at)}`;
    case 'over':
      return `Ended ${relativeDay(invitation.expires_at, at)}`;
    case 'open':
      return `Works until ${relativeDay(invitation.expires_at, at)}`;
  }
}

export function invitationFields(roles: readonly Role[]): readonly Field<FieldName<InvitationCreation>>[] {
  return [
    { name: 'email', label: 'Email', kind: 'text', longest: 255, isCode: true, description: 'They get the link by mail, and nobody else can use it. Left empty, it is for whoever you give it to.' },
    { name: 'role_id', label: 'Role', kind: 'choice', options: roles.map(({ id, name }) => ({ value: id, label: name })), none: 'The one that everybody gets', isHalf: true },
    { name: 'days', label: 'The link works for', kind: 'number', least: 1, most: 30, unit: 'days', isHalf: true, required: 'For how many days?' },
  ];
}
