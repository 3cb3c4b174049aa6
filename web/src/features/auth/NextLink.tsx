import { Button } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

interface NextLinkProps {
  to: NonNullable<LinkProps['to']>;
  children: string;
  /** Whether there is a better way on, which gets the focus. */
  isSecond?: boolean;
}

/** The way on from something that is done: it takes the focus of the form that is gone. */
export function NextLink({ to, children, isSecond = false }: NextLinkProps) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (!isSecond) link.current?.focus();
  }, [isSecond]);
  return (
    <Button size="md" variant={isSecond ? 'default' : 'filled'} renderRoot={(props) => <Link to={to} {...props} ref={link} />}>
      {children}
    </Button>
  );
}
