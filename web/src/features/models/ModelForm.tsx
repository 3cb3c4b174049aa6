import { Button, Checkbox, Collapse, Group, NumberInput, PasswordInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import { asProblem } from '../../api/client';
import type { AiModel } from '../../api/types';
import { ProblemBlock } from '../../ui/ProblemBlock';
import { changesOf, creationOf, emptyFields, fieldsOf, losesKey, mistakesIn, PROVIDERS, withProvider, type ModelFields, type OutsideProvider } from './modelForm';
import { USAGE_NAMES, type UsageType } from './models';
import { useAddModel, useChangeModel } from './queries';

const providerOptions = Object.entries(PROVIDERS).map(([value, { label }]) => ({ value: value as OutsideProvider, label }));
const usageOptions = Object.entries(USAGE_NAMES).map(([value, label]) => ({ value: value as UsageType, label }));

/** The server's names of our fields, as they end in its complaints. */
const SERVER_NAMES: Partial<Record<keyof ModelFields, string>> = {
  name: 'name', model: 'model', baseUrl: 'base_url', apiKey: 'api_key', window: 'window', priceInput: 'price_input', priceOutput: 'price_output',
};

interface ModelFormProps {
  /** The one that is changed; absent for a new one. */
  model?: AiModel | undefined;
  onDone: () => void;
}

export function ModelForm({ model, onDone }: ModelFormProps) {
  const [fields, setFields] = useState(() => (model ? fieldsOf(model) : emptyFields('openai_compatible')));
  const [isChecked, setIsChecked] = useState(false);
  const [showsMore, { toggle }] = useDisclosure(false);
  const add = useAddModel();
  const change = useChangeModel();
  const error = add.error ?? change.error;
  const problem = error && asProblem(error);
  const mistakes = mistakesIn(fields);
  const defaults = PROVIDERS[fields.provider];
  const mustGiveKeyAgain = model !== undefined && losesKey(model, fields);

  const set = (changed: Partial<ModelFields>) => setFields((current) => ({ ...current, ...changed }));
  const errorOf = (name: keyof ModelFields) => {
    const refused = problem?.fieldErrors.find(({ field }) => field.split('.').at(-1) === SERVER_NAMES[name])?.message;
    return (isChecked && mistakes[name]) || refused;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (Object.keys(mistakes).length > 0) return;
    if (model) change.mutate({ id: model.id, changes: changesOf(fields) }, { onSuccess: onDone });
    else add.mutate(creationOf(fields), { onSuccess: onDone });
  };
  const setNumber = (name: 'window' | 'priceInput' | 'priceOutput') => (value: number | string) => set({ [name]: typeof value === 'number' ? value : '' });

  const keyHint = () => {
    if (mustGiveKeyAgain) return 'A key belongs to one address. Please enter the one for the new address.';
    if (model?.api_key) return `Stored: ${model.api_key.mask}. Leave it empty to keep it.`;
    return defaults.needsKey ? 'Kept encrypted, and never shown again' : 'Not needed for an Ollama of your own';
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Select
          label="Provider"
          data={providerOptions}
          allowDeselect={false}
          value={fields.provider}
          onChange={(provider) => provider && setFields((current) => withProvider(current, provider))}
        />
        <TextInput
          label="Address"
          description={defaults.baseUrl ? 'Only if it is not the usual one' : 'Up to and with the version, as in the provider’s documentation'}
          placeholder={defaults.baseUrl ?? 'https://models.example.org/v1'}
          type="url"
          spellCheck={false}
          value={fields.baseUrl}
          error={errorOf('baseUrl')}
          onChange={(event) => set({ baseUrl: event.currentTarget.value })}
        />
        <PasswordInput
          label="API key"
          description={keyHint()}
          autoComplete="off"
          value={fields.apiKey}
          error={errorOf('apiKey')}
          onChange={(event) => set({ apiKey: event.currentTarget.value })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label="Model"
            description="As the provider calls it"
            placeholder={defaults.exampleModel}
            autoCapitalize="none"
            spellCheck={false}
            value={fields.model}
            error={errorOf('model')}
            onChange={(event) => set({ model: event.currentTarget.value })}
          />
          <TextInput
            label="Name"
            description="As it is shown in chats"
            placeholder={fields.model.trim() || 'The same'}
            maxLength={100}
            value={fields.name}
            error={errorOf('name')}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Checkbox
          label="It stands in my own network"
          description="Clew asks nobody there unless you say so."
          checked={fields.isPrivate}
          onChange={(event) => set({ isPrivate: event.currentTarget.checked })}
        />
        <Button variant="subtle" size="compact-sm" w="fit-content" aria-expanded={showsMore} onClick={toggle}>
          {showsMore ? 'Fewer settings' : 'More settings'}
        </Button>
        <Collapse expanded={showsMore}>
          <Stack>
            <Select
              label="Used for"
              data={usageOptions}
              allowDeselect={false}
              value={fields.usageType}
              onChange={(usageType) => usageType && set({ usageType })}
            />
            <NumberInput
              label="Window"
              description="Tokens that it can take, question and answer together"
              min={512}
              max={10_000_000}
              allowDecimal={false}
              thousandSeparator=","
              value={fields.window}
              error={errorOf('window')}
              onChange={setNumber('window')}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NumberInput label="Price, read" description="$ per million tokens" placeholder="As known" min={0} hideControls value={fields.priceInput} error={errorOf('priceInput')} onChange={setNumber('priceInput')} />
              <NumberInput label="Price, written" description="$ per million tokens" placeholder="As known" min={0} hideControls value={fields.priceOutput} error={errorOf('priceOutput')} onChange={setNumber('priceOutput')} />
            </SimpleGrid>
          </Stack>
        </Collapse>
        {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending || change.isPending}>
            {model ? 'Save' : 'Add model'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
