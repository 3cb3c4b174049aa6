import type { ReactNode } from 'react';
import { usePageTitle } from '../lib/usePageTitle';
import { NewRowButton } from '../ui/list/NewRowButton';
import { PageBody } from '../ui/PageBody';
import { PageHeader } from './PageHeader';

interface ListPageProps {
  title: string;
  /** What is said on the button that makes a new row. */
  action: string;
  children: ReactNode;
}

/** A page with one list of things, and with what adds another one to it. */
export function ListPage({ title, action, children }: ListPageProps) {
  usePageTitle(title);
  return (
    <>
      <PageHeader
        title={title}
        action={
          <NewRowButton size="xs" variant="light">
            {action}
          </NewRowButton>
        }
      />
      <PageBody isWide>{children}</PageBody>
    </>
  );
}
