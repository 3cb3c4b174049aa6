import { resource } from '../../api/resource';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Mail, MailText } from '../../api/types';
import type { ListShape } from '../../ui/list/listRequest';

export const mails = resource<Mail, never, never>('/mails');

export const mailQuery = (id: string) => queryOptions({ queryKey: [...mails.all, 'text', id], queryFn: ({ signal }) => api.get<MailText>(`/mails/${id}`, signal) });

export const MAIL_LIST: ListShape = {
  filters: [],
  sorts: [
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};

/** The link that a mail is about: the first that carries a token. */
export function linkIn(body: string): string | null {
  return /https?:\/\/\S+#token=\S+/.exec(body)?.[0] ?? null;
}
