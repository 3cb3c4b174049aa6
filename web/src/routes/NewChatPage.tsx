import { useNavigate, useRouteContext, useSearch } from '@tanstack/react-router';
import { NewChat } from '../features/chat/NewChat';
import { usePageTitle } from '../lib/usePageTitle';
import { PageHeader } from './PageHeader';

export function NewChatPage() {
  usePageTitle();
  const { user } = useRouteContext({ from: '/app' });
  const { temporary } = useSearch({ from: '/app/' });
  const navigate = useNavigate();
  return (
    <>
      <PageHeader />
      <NewChat
        name={user.full_name || user.username}
        isTemporary={temporary === true}
        onTemporary={(isTemporary) => void navigate({ to: '/', search: isTemporary ? { temporary: true } : {}, replace: true })}
      />
    </>
  );
}
