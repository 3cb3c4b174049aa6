import { useDocumentTitle } from '@mantine/hooks';
import { useRouteContext } from '@tanstack/react-router';
import { NewChat } from '../features/chat/NewChat';
import { PageHeader } from './PageHeader';

export function NewChatPage() {
  useDocumentTitle('Clew');
  const { user } = useRouteContext({ from: '/app' });
  return (
    <>
      <PageHeader />
      <NewChat name={user.full_name || user.username} />
    </>
  );
}
