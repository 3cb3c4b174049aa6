import { UnstyledButton } from '@mantine/core';
import { useDisclosure, useId } from '@mantine/hooks';
import { ChevronIcon } from '../../ui/icons';
import { Markdown } from '../../ui/Markdown';
import classes from './Thinking.module.css';

interface ThinkingProps {
  text: string;
  isLive: boolean;
}

/** A model's reasoning, folded away so that it does not compete with the answer. */
export function Thinking({ text, isLive }: ThinkingProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  return (
    <div className={classes.thinking}>
      <UnstyledButton className={classes.toggle ?? ''} onClick={toggle} aria-expanded={isOpen} aria-controls={id}>
        <span className={classes.chevron} data-open={isOpen || undefined}>
          <ChevronIcon size={14} />
        </span>
        <span data-live={isLive || undefined}>{isLive ? 'Thinking…' : 'How this was thought through'}</span>
      </UnstyledButton>
      <div id={id} className={classes.text} hidden={!isOpen}>
        {isOpen && <Markdown text={text} isGrowing={isLive} />}
      </div>
    </div>
  );
}
