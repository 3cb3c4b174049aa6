import { Button, Checkbox, Group, NumberInput, PasswordInput, Select, Slider, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ComponentProps, ReactNode } from 'react';
import type { Draft, Field, Option } from './fields';
import classes from './Form.module.css';
import { draftWords } from './words';

interface FormFieldProps {
  field: Field;
  draft: Draft;
  error?: string | undefined;
  /** What it is elsewhere, where it was changed there as well. */
  elsewhere?: Draft | undefined;
  isFirst: boolean;
  onChange: (draft: Draft) => void;
}

// More would only slow typing down; what is typed narrows them.
const MOST_OPTIONS = 100;
const PERCENT = (share: number) => `${Math.round(share * 100)} %`;

function Share({ field, draft, onChange }: Pick<FormFieldProps, 'field' | 'draft' | 'onChange'>) {
  return (
    <div>
      <div className={classes.label} aria-hidden>
        {field.label}
      </div>
      {field.description && <div className={classes.description}>{field.description}</div>}
      <Slider
        className={classes.slider ?? ''}
        thumbLabel={field.label}
        min={0}
        max={1}
        step={0.05}
        label={PERCENT}
        value={typeof draft === 'number' ? draft : 0.5}
        onChange={onChange}
      />
    </div>
  );
}

interface SecretProps extends Pick<FormFieldProps, 'draft' | 'onChange'> {
  common: ComponentProps<typeof PasswordInput>;
  isStored: boolean;
}

/** A secret is written anew, left as it is, or taken away; it is never shown. */
function Secret({ common, isStored, draft, onChange }: SecretProps) {
  // Where nothing is stored any more there is nothing to keep either.
  const isRemoved = isStored && draft === false;
  return (
    <>
      <PasswordInput
        {...common}
        autoComplete="off"
        disabled={isRemoved}
        description={isRemoved ? 'It is gone once this is saved.' : common.description}
        value={typeof draft === 'string' ? draft : ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isStored && (
        <Button className={classes.forget ?? ''} size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(isRemoved ? '' : false)}>
          {isRemoved ? 'Keep the stored one' : 'Remove the stored one'}
        </Button>
      )}
    </>
  );
}

/** With the value that stands there, where it is none of those on offer. */
function withUnknown(options: Option[], value: string): Option[] {
  return value === '' || options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
}

function Control({ field, draft, error, isFirst, onChange }: FormFieldProps) {
  const { label, description, required, name } = field;
  const common = { name, label, description, error, required: required !== undefined, withAsterisk: false, autoFocus: isFirst, 'data-autofocus': isFirst || undefined };
  const text = typeof draft === 'string' ? draft : '';
  const type = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  switch (field.kind) {
    case 'text':
      return <TextInput {...common} {...(field.isCode && { autoCapitalize: 'none', spellCheck: false })} maxLength={field.longest} placeholder={field.placeholder ?? ''} value={text} onChange={type} />;
    case 'secret':
      return <Secret common={common} isStored={field.isStored} draft={draft} onChange={onChange} />;
    case 'long':
      return <Textarea {...common} autosize minRows={3} maxRows={12} maxLength={field.longest} placeholder={field.placeholder ?? ''} value={text} onChange={type} />;
    case 'choice':
      return (
        <Select
          {...common}
          data={withUnknown(field.options, text)}
          placeholder={field.none ?? ''}
          clearable={field.none !== undefined}
          allowDeselect={field.none !== undefined}
          searchable={field.isSearchable ?? false}
          limit={MOST_OPTIONS}
          nothingFoundMessage="Nothing fits"
          value={text || null}
          onChange={(value) => onChange(value ?? '')}
        />
      );
    case 'choices':
      return (
        <Checkbox.Group label={label} description={description} error={error} value={Array.isArray(draft) ? draft : []} onChange={onChange}>
          <Group mt="xs" gap="lg">
            {field.options.map((option) => (
              <Checkbox key={option.value} value={option.value} label={option.label} />
            ))}
          </Group>
        </Checkbox.Group>
      );
    case 'tags':
      return <TagsInput {...common} splitChars={[',']} acceptValueOnBlur maxLength={300} maxTags={50} value={Array.isArray(draft) ? draft : []} onChange={onChange} />;
    case 'number':
      return (
        <NumberInput
          {...common}
          classNames={{ wrapper: classes.number ?? '' }}
          allowDecimal={field.decimals !== undefined}
          {...(field.decimals !== undefined && { decimalScale: field.decimals, hideControls: true })}
          thousandSeparator=","
          placeholder={field.placeholder ?? ''}
          {...(field.least !== undefined && { min: field.least })}
          {...(field.most !== undefined && { max: field.most })}
          suffix={field.unit ? ` ${field.unit}` : ''}
          value={typeof draft === 'number' ? draft : ''}
          onChange={(value) => onChange(typeof value === 'number' ? value : '')}
        />
      );
    case 'share':
      return <Share field={field} draft={draft} onChange={onChange} />;
    case 'flag':
      return <Checkbox name={name} label={label} description={description} error={error} checked={draft === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'moment':
      return <TextInput {...common} type="datetime-local" value={text} onChange={type} />;
    case 'clock':
      return <TextInput {...common} type="time" value={text} onChange={type} />;
  }
}

function Elsewhere({ children, onTake }: { children: ReactNode; onTake: () => void }) {
  return (
    <Group className={classes.elsewhere ?? ''} gap="xs">
      <span>Elsewhere: {children}</span>
      <Button size="compact-xs" variant="light" onClick={onTake}>
        Use that
      </Button>
    </Group>
  );
}

export function FormField(props: FormFieldProps) {
  const { field, elsewhere, onChange } = props;
  return (
    <div className={classes.field} data-half={field.isHalf || undefined} data-short={field.kind === 'clock' || undefined}>
      <Control {...props} />
      {elsewhere !== undefined && <Elsewhere onTake={() => onChange(elsewhere)}>{draftWords(field, elsewhere)}</Elsewhere>}
    </div>
  );
}
