import { useState } from 'react';
import type { ApiToken } from '../../api/types';
import { formatDate, formatMoment } from '../../lib/time';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { EditDialog } from '../../ui/form/EditDialog';
import { PencilIcon, PowerIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { NewRowButton } from '../../ui/list/NewRowButton';
import { ResourceList } from '../../ui/list/ResourceList';
import { NEW, useListRequest, useOpenedRow } from '../../ui/list/useListRequest';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { NewTokenDialog } from './NewTokenDialog';
import { scopeWords } from './scopes';
import { isWorking, TOKEN_FIELDS, TOKEN_LIST, tokens, useRevokeToken } from './tokens';

interface TokenActions {
  rename: (id: string) => void;
  revoke: (token: ApiToken) => void;
}

const nameOf = ({ name }: Pick<ApiToken, 'name'>) => name ?? 'Without a name';

const tokenLook = ({ rename, revoke }: TokenActions): RowLook<ApiToken> => ({
  name: { label: 'Token', of: nameOf },
  isQuiet: (token) => !isWorking(token),
  renderNote: (token) => (
    <>
      {!isWorking(token) && <span>{token.is_revoked ? 'Revoked' : 'Ended'}</span>}
      <span>{scopeWords(token.scopes).join(' · ')}</span>
    </>
  ),
  columns: [
    { key: 'used', label: 'Last used', isLabelled: true, render: ({ last_used_at: at }) => (at ? formatMoment(at) : 'not yet') },
    { key: 'end', label: 'Works until', isLabelled: true, render: ({ expires_at: at }) => formatDate(at) },
  ],
  actions: (token) =>
    isWorking(token)
      ? [
          { label: 'Rename', icon: <PencilIcon size={16} />, run: () => rename(token.id) },
          { label: 'Revoke', icon: <PowerIcon size={16} />, isDanger: true, run: () => revoke(token) },
        ]
      : [],
});

function RevokeDialog({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const { revoke, isPending } = useRevokeToken(onClose);
  return (
    <ConfirmDialog title="Revoke this token?" action="Revoke" isPending={isPending} onConfirm={() => revoke(token.id)} onClose={onClose}>
      Whatever uses “{nameOf(token)}” is refused from now on. It cannot be brought back, but you can make another one.
    </ConfirmDialog>
  );
}

/** What one's own programs sign in with. */
export function Tokens() {
  const control = useListRequest(TOKEN_LIST);
  const source = useResourcePages(tokens, control.parameters);
  const { opened, open, close } = useOpenedRow();
  const [revoked, setRevoked] = useState<ApiToken | null>(null);
  return (
    <>
      <NewRowButton w="fit-content" size="sm">
        Make a token
      </NewRowButton>
      <ResourceList
        label="API tokens"
        source={source}
        control={control}
        look={tokenLook({ rename: open, revoke: setRevoked })}
        empty={{ title: 'No tokens', detail: 'A token lets a script or another program use Clew in your name, as far as you allow it.' }}
      />
      {opened === NEW && <NewTokenDialog onClose={close} />}
      {opened && opened !== NEW && <EditDialog key={opened} resource={tokens} title="Rename token" id={opened} fields={TOKEN_FIELDS} onClose={close} />}
      {revoked && <RevokeDialog token={revoked} onClose={() => setRevoked(null)} />}
    </>
  );
}
