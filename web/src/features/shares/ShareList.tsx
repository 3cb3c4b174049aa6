import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Share } from '../../api/types';
import { formatDate, formatMoment } from '../../lib/time';
import { useNow } from '../../lib/useNow';
import { sharesQuery, useRevokeShare } from './queries';
import classes from './ShareDialog.module.css';

function isOpen(share: Share, now: number): boolean {
  return share.revoked_at === null && (share.expires_at === null || new Date(share.expires_at).getTime() > now);
}

/** The links that still work. */
export function ShareList({ threadId }: { threadId: string }) {
  const shares = useQuery(sharesQuery(threadId));
  const revoke = useRevokeShare(threadId);
  const now = useNow();
  const open = shares.data?.items.filter((share) => isOpen(share, now)) ?? [];
  if (open.length === 0) return null;
  return (
    <section aria-label="Open links">
      <h3 className={classes.listTitle}>Open links</h3>
      <ul className={classes.list}>
        {open.map((share) => {
          const made = formatMoment(share.created_at);
          return (
            <li key={share.id}>
              <div>
                <Text size="sm">Made {made}</Text>
                <Text size="xs" c="dimmed">
                  {share.expires_at ? `Closes on ${formatDate(share.expires_at)}` : 'Open until you close it'}
                </Text>
              </div>
              <Button
                size="xs"
                variant="default"
                aria-label={`Close the link made ${made}`}
                loading={revoke.isPending && revoke.variables === share.id}
                onClick={() => revoke.mutate(share.id)}
              >
                Close link
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
