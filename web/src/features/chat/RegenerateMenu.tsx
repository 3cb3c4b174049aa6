import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Regeneration } from '../../api/types';
import { RetryIcon } from '../../ui/icons';
import { modelsQuery } from '../models/queries';

const WISHES = [
  { label: 'Shorter', instruction: 'shorter' },
  { label: 'Simpler', instruction: 'simpler' },
  { label: 'More detail', instruction: 'with more detail' },
];

interface RegenerateMenuProps {
  /** The name of the model that answered. */
  answered: string | null;
  onRegenerate: (how: Regeneration) => void;
  /** The person wants to say it in their own words. */
  onOwnWords: () => void;
}

function OtherModels({ answered, onChoose }: { answered: string | null; onChoose: (id: string) => void }) {
  const { data } = useQuery(modelsQuery);
  const models = data?.items.filter((model) => model.is_active && model.usage_type === 'general' && model.name !== answered) ?? [];
  if (models.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Ask another model</Menu.Label>
      {models.map((model) => (
        <Menu.Item key={model.id} onClick={() => onChoose(model.id)}>
          {model.name}
        </Menu.Item>
      ))}
    </>
  );
}

/** Another answer to the same question; the one that stands is kept beside it. */
export function RegenerateMenu({ answered, onRegenerate, onOwnWords }: RegenerateMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Menu position="top-start" width={230} withinPortal opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <Tooltip label="Answer again" openDelay={400} disabled={isOpen}>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label="Answer again">
            <RetryIcon size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah="min(26rem, 70dvh)" style={{ overflowY: 'auto' }}>
        <Menu.Item onClick={() => onRegenerate({})}>Once more</Menu.Item>
        {WISHES.map(({ label, instruction }) => (
          <Menu.Item key={label} onClick={() => onRegenerate({ instruction })}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Item onClick={onOwnWords}>Something else…</Menu.Item>
        <OtherModels answered={answered} onChoose={(modelId) => onRegenerate({ model_id: modelId })} />
      </Menu.Dropdown>
    </Menu>
  );
}
