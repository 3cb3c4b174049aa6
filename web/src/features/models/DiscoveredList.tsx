import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import classes from './Models.module.css';
import { discoveredModelsQuery, useAddModel } from './queries';

/** Models of an Ollama on the server's machine that are not in use yet. */
export function DiscoveredList() {
  const found = useQuery(discoveredModelsQuery).data?.items.filter((model) => !model.is_added) ?? [];
  const add = useAddModel();
  if (found.length === 0) return null;
  return (
    <section className={classes.discovered} aria-label="Found on this server">
      <Text fw={500}>Found on this server</Text>
      <Text size="sm" c="dimmed">
        An Ollama runs here and has these models.
      </Text>
      <ul className={classes.models}>
        {found.map(({ model, parameter_size: size, quantization, add: { provider, ...creation } }) => (
          <li key={model} className={classes.model}>
            <div className={classes.found}>
              <Text>{model}</Text>
              <Text size="sm" c="dimmed">
                {[size && `${size} parameters`, quantization].filter(Boolean).join(' · ')}
              </Text>
            </div>
            <Button
              size="xs"
              variant="light"
              aria-label={`Add “${model}”`}
              loading={add.isPending && add.variables.config.model === model}
              onClick={() => add.mutate({ ...creation, provider: provider === 'embedded' ? 'ollama' : provider, is_active: true })}
            >
              Add
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
