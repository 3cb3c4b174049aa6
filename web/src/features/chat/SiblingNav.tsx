import { ActionIcon } from '@mantine/core';
import type { Message } from '../../api/types';
import { ChevronIcon } from '../../ui/icons';
import classes from './SiblingNav.module.css';

interface SiblingNavProps {
  message: Message;
  onWalk: (siblingId: string) => void;
}

/** Walks between the versions of a message; nothing where there is only one. */
export function SiblingNav({ message, onWalk }: SiblingNavProps) {
  const { sibling_ids: siblingIds } = message;
  if (siblingIds.length < 2) return null;
  const index = siblingIds.indexOf(message.id);
  const step = (label: string, siblingId: string | undefined, direction: string | undefined) => (
    // Not `disabled`: the button would lose the focus at the first and the last version.
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      className={direction ?? ''}
      aria-label={label}
      aria-disabled={siblingId === undefined}
      onClick={() => siblingId !== undefined && onWalk(siblingId)}
    >
      <ChevronIcon size={16} />
    </ActionIcon>
  );
  return (
    <div className={classes.nav} role="group" aria-label={`Version ${index + 1} of ${siblingIds.length}`}>
      {step('Previous version', siblingIds[index - 1], classes.back)}
      <span className={classes.count} aria-hidden="true">
        {index + 1}/{siblingIds.length}
      </span>
      {step('Next version', siblingIds[index + 1], classes.onwards)}
    </div>
  );
}
