import { ActionIcon, Badge, Button, Menu, Text } from '@mantine/core';
import { useState } from 'react';
import { asProblem } from '../../api/client';
import type { AiModel } from '../../api/types';
import { AlertIcon, CheckIcon, DotsIcon, PencilIcon, PowerIcon, TrashIcon } from '../../ui/icons';
import { notifyProblem } from '../../ui/notify';
import { EditModelDialog, RemoveModelDialog } from './ModelDialogs';
import { formatDuration, keyWords, priceHint, PROVIDER_NAMES, USAGE_NAMES } from './models';
import classes from './Models.module.css';
import { useChangeModel, useTryModel } from './queries';

/** How the trial of a model went, where it was asked for. */
function Trial({ trial }: { trial: ReturnType<typeof useTryModel> }) {
  if (trial.isPending || (!trial.data && !trial.error)) return null;
  const problem = trial.error ? asProblem(trial.error) : trial.data?.error;
  if (problem || !trial.data) {
    return (
      <p className={classes.trial} data-failed role="status">
        <AlertIcon size={16} />
        <span>{[problem?.title, problem?.detail].filter(Boolean).join('. ')}</span>
      </p>
    );
  }
  const { answer, milliseconds } = trial.data;
  return (
    <p className={classes.trial} role="status">
      <CheckIcon size={16} />
      <span>
        Answered in {formatDuration(milliseconds)}
        {answer && `: “${answer}”`}
      </span>
    </p>
  );
}

function Facts({ model }: { model: AiModel }) {
  const address = model.config['base_url'];
  const facts = [
    PROVIDER_NAMES[model.provider],
    model.config['model'],
    `${model.window.toLocaleString('en-US')} tokens`,
    priceHint(model),
    keyWords(model),
    model.usage_type !== 'general' && `For: ${USAGE_NAMES[model.usage_type]}`,
  ];
  return (
    <Text component="div" size="sm" c="dimmed" className={classes.facts ?? ''}>
      <div>{facts.filter(Boolean).join(' · ')}</div>
      {address && <div>{address}</div>}
    </Text>
  );
}

function Actions({ model, trial }: { model: AiModel; trial: ReturnType<typeof useTryModel> }) {
  const [dialog, setDialog] = useState<'edit' | 'remove' | null>(null);
  const change = useChangeModel();
  const isBuiltIn = model.provider === 'embedded';
  const close = () => setDialog(null);
  const toggle = () => change.mutate({ id: model.id, changes: { is_active: !model.is_active } }, { onError: notifyProblem });
  return (
    <div className={classes.actions}>
      <Button size="xs" variant="default" loading={trial.isPending} aria-label={`Test “${model.name}”`} onClick={() => trial.mutate(model.id)}>
        Test
      </Button>
      <Menu position="bottom-end" width={170} withinPortal>
        <Menu.Target>
          <ActionIcon className={classes.more ?? ''} variant="subtle" color="gray" size={30} aria-label={`Options for “${model.name}”`}>
            <DotsIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!isBuiltIn && (
            <Menu.Item leftSection={<PencilIcon size={16} />} onClick={() => setDialog('edit')}>
              Edit
            </Menu.Item>
          )}
          <Menu.Item leftSection={<PowerIcon size={16} />} onClick={toggle}>
            {model.is_active ? 'Turn off' : 'Turn on'}
          </Menu.Item>
          {!isBuiltIn && (
            <Menu.Item leftSection={<TrashIcon size={16} />} color="var(--clew-danger)" onClick={() => setDialog('remove')}>
              Remove
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'edit' && <EditModelDialog model={model} onClose={close} />}
      {dialog === 'remove' && <RemoveModelDialog model={model} onClose={close} />}
    </div>
  );
}

interface ModelRowProps {
  model: AiModel;
  /** Whether this person may change it. */
  isEditable: boolean;
}

export function ModelRow({ model, isEditable }: ModelRowProps) {
  const trial = useTryModel();
  return (
    <li className={classes.model} data-off={!model.is_active || undefined}>
      <div className={classes.about}>
        <div className={classes.name}>
          <Text fw={500}>{model.name}</Text>
          {model.is_default && (
            <Badge variant="light" tt="none" fw={500}>
              Default
            </Badge>
          )}
          {!model.is_active && (
            <Badge variant="light" color="gray" tt="none" fw={500}>
              Off
            </Badge>
          )}
        </div>
        <Facts model={model} />
        <Trial trial={trial} />
      </div>
      {isEditable && <Actions model={model} trial={trial} />}
    </li>
  );
}
