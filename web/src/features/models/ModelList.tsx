import { Badge, Button, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AiModel } from '../../api/types';
import { modelsQuery } from './queries';
import classes from '../settings/Settings.module.css';

const PROVIDER_NAMES: Record<AiModel['provider'], string> = {
  embedded: 'Built in, runs on this server',
  openai_compatible: 'OpenAI-compatible service',
  ollama: 'Ollama',
  anthropic: 'Anthropic',
  google: 'Google',
};

export function ModelList() {
  const models = useQuery(modelsQuery);
  if (models.isPending) return <Skeleton height={40} />;
  if (models.isError) {
    return (
      <Group>
        <Text c="dimmed">The models could not be loaded.</Text>
        <Button size="xs" variant="default" onClick={() => void models.refetch()}>
          Try again
        </Button>
      </Group>
    );
  }
  return (
    <ul className={classes.models}>
      {models.data.items.map((model) => (
        <li key={model.id}>
          <div>
            <Text>{model.name}</Text>
            <Text size="sm" c="dimmed">
              {PROVIDER_NAMES[model.provider]}
            </Text>
          </div>
          <Badge variant="light" color={model.is_active ? 'thread' : 'gray'} tt="none" fw={500}>
            {model.is_active ? 'Ready' : 'Off'}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
