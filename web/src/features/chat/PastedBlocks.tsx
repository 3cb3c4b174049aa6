import { ActionIcon, Textarea, Tooltip, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { ChevronIcon, CloseIcon, TextIcon } from '../../ui/icons';
import { describePasted, type Pasted } from './paste';
import classes from './PastedBlocks.module.css';

interface PastedBlockProps {
  block: Pasted;
  onChange: (text: string) => void;
  onRemove: () => void;
}

function PastedBlock({ block, onChange, onRemove }: PastedBlockProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li className={classes.block}>
      <div className={classes.head}>
        <UnstyledButton className={classes.summary ?? ''} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <span className={classes.icon}>
            <TextIcon size={18} />
          </span>
          <span className={classes.words}>
            <span className={classes.preview}>{block.text.trimStart().split('\n', 1)[0]?.slice(0, 200)}</span>
            <span className={classes.size}>Pasted text, {describePasted(block.text)}</span>
          </span>
          <span className={classes.arrow} data-open={isOpen || undefined}>
            <ChevronIcon size={16} />
          </span>
        </UnstyledButton>
        <Tooltip label="Leave it out" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label="Leave it out" onClick={onRemove}>
            <CloseIcon size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {isOpen && (
        <Textarea
          aria-label="Pasted text"
          autoFocus
          autosize
          minRows={3}
          maxRows={12}
          variant="unstyled"
          classNames={{ input: classes.text ?? '' }}
          value={block.text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </li>
  );
}

interface PastedBlocksProps {
  blocks: readonly Pasted[];
  onChange: (blocks: Pasted[]) => void;
}

/** Long pasted texts, folded, so that one can still see what one writes about them. */
export function PastedBlocks({ blocks, onChange }: PastedBlocksProps) {
  if (blocks.length === 0) return null;
  return (
    <ul className={classes.blocks} aria-label="Pasted texts">
      {blocks.map((block) => (
        <PastedBlock
          key={block.id}
          block={block}
          onChange={(text) => onChange(blocks.map((other) => (other.id === block.id ? { ...other, text } : other)))}
          onRemove={() => onChange(blocks.filter((other) => other.id !== block.id))}
        />
      ))}
    </ul>
  );
}
