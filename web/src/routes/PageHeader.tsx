import { ActionIcon, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ComposeIcon, SidebarIcon } from '../ui/icons';
import { PageTitle } from '../ui/PageTitle';
import classes from './PageHeader.module.css';
import { SIDEBAR_TOGGLE, useSidebar } from './SidebarContext';

interface PageHeaderProps {
  title?: string;
  children?: ReactNode;
  /** What this page is most often opened for. */
  action?: ReactNode;
}

export function PageHeader({ title, children, action }: PageHeaderProps) {
  const { isOpen, isDrawer, toggle } = useSidebar();
  const isSidebarAway = isDrawer || !isOpen;
  return (
    <header className={classes.header}>
      {isSidebarAway && (
        <Tooltip label="Open sidebar" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Open sidebar" aria-expanded={isOpen} {...{ [SIDEBAR_TOGGLE]: '' }} onClick={toggle}>
            <SidebarIcon />
          </ActionIcon>
        </Tooltip>
      )}
      {title && <PageTitle>{title}</PageTitle>}
      {children}
      <div className={classes.end}>
        {action}
        {isSidebarAway && (
          <Tooltip label="New chat" openDelay={400}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="New chat" renderRoot={(props) => <Link to="/" {...props} />}>
              <ComposeIcon />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </header>
  );
}
