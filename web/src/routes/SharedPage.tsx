import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { asProblem } from '../api/client';
import type { Shared } from '../api/types';
import { sharedQuery } from '../features/shares/queries';
import { SharedMessages } from '../features/shares/SharedMessages';
import { threadTitle } from '../features/threads/threadTitle';
import { formatDate } from '../lib/time';
import { usePageTitle } from '../lib/usePageTitle';
import { Centered } from '../ui/Centered';
import { Logo } from '../ui/Logo';
import classes from './SharedPage.module.css';
import { PublicLayout } from './PublicLayout';
import { SplashPage } from './SplashPage';

function Conversation({ shared }: { shared: Shared }) {
  return (
    <main className={classes.page} id="main" tabIndex={-1}>
      <div className={classes.column}>
        <header className={classes.header}>
          <h1 className={classes.title}>{threadTitle(shared)}</h1>
          <p className={classes.note}>
            A conversation with Clew, shared on {formatDate(shared.shared_at)}
            {shared.expires_at && `, to be read until ${formatDate(shared.expires_at)}`}
          </p>
        </header>
        <SharedMessages messages={shared.messages} asker="The person who asked" />
        <footer className={classes.footer}>
          <Logo size={22} />
          <p>What an assistant says can be wrong. Check what matters.</p>
        </footer>
      </div>
    </main>
  );
}

/** What somebody with a link sees, signed in or not. */
export function SharedPage() {
  const { token } = useParams({ from: '/s/$token' });
  const { data: shared, error, isPending, refetch } = useQuery(sharedQuery(token));
  usePageTitle(shared ? threadTitle(shared) : 'Shared conversation');
  if (shared) return <Conversation shared={shared} />;
  if (isPending) return <SplashPage />;
  const isClosed = [404, 422].includes(asProblem(error).status);
  return (
    <PublicLayout>
      {isClosed ? (
        <Centered title="This link is closed" lead="It has expired, or whoever shared it has closed it. Ask them for a new one.">
          <div>
            <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
              Go to Clew
            </Button>
          </div>
        </Centered>
      ) : (
        <Centered title={asProblem(error).title} lead={asProblem(error).detail}>
          <div>
            <Button onClick={() => void refetch()}>Try again</Button>
          </div>
        </Centered>
      )}
    </PublicLayout>
  );
}
