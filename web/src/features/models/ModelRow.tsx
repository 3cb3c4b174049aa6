import { Badge, Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { AiModel } from '../../api/types';
import { CheckIcon, PencilIcon, PowerIcon, TrashIcon } from '../../ui/icons';
import type { RowAction } from '../../ui/list/columns';
import { Facts, type Fact } from '../../ui/list/Facts';
import { RowMenu } from '../../ui/list/RowMenu';
import { RemoveModelDialog } from './ModelDialogs';
import { keyWords, lacksKey, priceHint, PROVIDER_NAMES } from './models';
import classes from './Models.module.css';
import { ModelTrial } from './ModelTrial';
import { usePreferModel, useSwitchModel, useTryModel } from './queries';

function factsOf(model: AiModel): Fact[] {
  const { base_url: address, model: name } = model.config;
  const key = keyWords(model);
  return [
    { key: 'provider', label: 'Provider', content: PROVIDER_NAMES[model.provider] },
    { key: 'model', label: 'Model', content: model.provider === 'embedded' ? null : name },
    { key: 'window', label: 'Window', content: `${model.window.toLocaleString('en-US')} tokens` },
    { key: 'price', label: 'Price', content: priceHint(model) },
    { key: 'key', label: 'Key', content: lacksKey(model) ? <span className={classes.lacking}>{key}</span> : key },
    { key: 'address', label: 'Address', content: address },
  ];
}

interface ModelRowProps {
  model: AiModel;
  /** Absent for those who may only look. */
  onEdit?: ((id: string) => void) | undefined;
}

export function ModelRow({ model, onEdit }: ModelRowProps) {
  const [isRemoving, setIsRemoving] = useState(false);
  const trial = useTryModel();
  const { mutate: turn } = useSwitchModel();
  const { mutate: prefer } = usePreferModel();
  const isBuiltIn = model.provider === 'embedded';
  const canBeDefault = model.is_active && !model.is_default && !isBuiltIn;
  const actions = (edit: (id: string) => void): RowAction[] => [
    { label: 'Edit', icon: <PencilIcon size={16} />, run: () => edit(model.id) },
    ...(canBeDefault ? [{ label: 'Make default', icon: <CheckIcon size={16} />, run: () => prefer(model) }] : []),
    { label: model.is_active ? 'Turn off' : 'Turn on', icon: <PowerIcon size={16} />, run: () => turn(model) },
    ...(isBuiltIn ? [] : [{ label: 'Remove', icon: <TrashIcon size={16} />, isDanger: true, run: () => setIsRemoving(true) }]),
  ];
  return (
    <li className={classes.model} data-off={!model.is_active || undefined}>
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
      {onEdit && (
        <div className={classes.actions}>
          <Button size="xs" variant="default" loading={trial.isPending} aria-label={`Test “${model.name}”`} onClick={() => trial.mutate(model)}>
            Test
          </Button>
          <RowMenu name={model.name} actions={actions(onEdit)} />
        </div>
      )}
      <div className={classes.about}>
        <Facts facts={factsOf(model)} />
        <ModelTrial model={model} trial={trial} />
      </div>
      {isRemoving && <RemoveModelDialog model={model} onClose={() => setIsRemoving(false)} />}
    </li>
  );
}
