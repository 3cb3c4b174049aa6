import { Menu, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ChevronIcon } from '../../ui/icons';
import { chatModels, priceHint, PROVIDER_NAMES } from '../models/models';
import { modelsQuery } from '../models/queries';
import classes from './ComposerTools.module.css';
import { useThreadModel } from './model';

interface ModelPickerProps {
  threadId: string | null;
  /** The focus goes back to the field. */
  onClose: () => void;
}

/** Who is to answer in this thread. */
export function ModelPicker({ threadId, onClose }: ModelPickerProps) {
  const { data } = useQuery(modelsQuery);
  const [chosenId, choose] = useThreadModel(threadId);
  const models = data && chatModels(data.items);
  const isGone = models !== undefined && chosenId !== null && !models.some(({ id }) => id === chosenId);
  useEffect(() => {
    // A model that was switched off cannot answer; the server would refuse the message.
    if (isGone) choose(null);
  }, [isGone, choose]);

  const standard = models?.[0];
  if (!models || !standard) return null;
  const current = models.find(({ id }) => id === chosenId) ?? standard;
  return (
    <Menu position="top-start" width={300} withinPortal returnFocus={false} onClose={onClose}>
      <Menu.Target>
        <UnstyledButton className={classes.picker ?? ''} aria-label={`Model: ${current.name}`}>
          <span className={classes.pickerName}>{current.name}</span>
          <span className={classes.pickerArrow}>
            <ChevronIcon size={14} />
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.models ?? ''}>
        <Menu.Label>Who answers in this chat</Menu.Label>
        <Menu.RadioGroup value={current.id} onChange={(id) => choose(id === standard.id ? null : id)}>
          {models.map((model) => (
            <Menu.RadioItem key={model.id} value={model.id} closeMenuOnClick>
              <span className={classes.modelName}>
                {model.name}
                {model.id === standard.id && <span className={classes.tag}>Default</span>}
              </span>
              <Text size="xs" c="dimmed" lh={1.4}>
                {PROVIDER_NAMES[model.provider]} · {priceHint(model)}
              </Text>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
