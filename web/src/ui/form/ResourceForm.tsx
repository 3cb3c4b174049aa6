import { Button, Collapse, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { AlertIcon } from '../icons';
import { ProblemBlock } from '../ProblemBlock';
import type { Field } from './fields';
import classes from './Form.module.css';
import { FormField } from './FormField';
import { LeaveGuard } from './LeaveGuard';
import { useResourceForm, type FormControl, type FormOptions } from './useResourceForm';

function Fields({ form, fields, hasFirst = false }: { form: FormControl; fields: readonly Field[]; hasFirst?: boolean }) {
  return (
    <div className={classes.fields}>
      {fields.map((field, place) => (
        <FormField
          key={field.name}
          field={field}
          draft={form.drafts[field.name] ?? ''}
          error={form.errors[field.name]}
          elsewhere={form.elsewhere[field.name]}
          isFirst={hasFirst && place === 0}
          onChange={(draft) => form.set(field.name, draft)}
        />
      ))}
    </div>
  );
}

function ConflictNote() {
  return (
    <div className={classes.conflict} role="alert">
      <AlertIcon size={20} />
      <div>
        <strong>This was changed elsewhere meanwhile</strong>
        <p>What you changed still stands here, the rest is as it is now. Look it through and save again.</p>
      </div>
    </div>
  );
}

interface ResourceFormProps extends FormOptions {
  action: string;
  /** Without it the form stays, and its buttons come with the first change. */
  onCancel?: () => void;
  /** Beside the buttons. */
  aside?: ReactNode;
}

/** A form for one row of a resource, from a description of its fields. */
export function ResourceForm({ action, onCancel, aside, ...options }: ResourceFormProps) {
  const form = useResourceForm(options);
  const { errors, fields } = form;
  const element = useRef<HTMLFormElement>(null);
  const [isOpen, { toggle, open }] = useDisclosure(false);
  const main = fields.filter((field) => !field.isMore);
  const more = fields.filter((field) => field.isMore);
  const firstWrong = fields.find(({ name }) => errors[name] !== undefined);
  useEffect(() => {
    if (!firstWrong) return;
    if (firstWrong.isMore) open();
    element.current?.querySelector<HTMLElement>(`[name="${CSS.escape(firstWrong.name)}"]`)?.focus();
  }, [firstWrong, open]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit();
  };
  return (
    <form ref={element} onSubmit={submit} noValidate>
      <Stack>
        {form.isConflict && <ConflictNote />}
        <Fields form={form} fields={main} hasFirst={onCancel !== undefined} />
        {more.length > 0 && (
          <>
            <Button className={classes.more ?? ''} variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={toggle}>
              {isOpen ? 'Less' : 'More'}
            </Button>
            <Collapse expanded={isOpen}>
              <Fields form={form} fields={more} />
            </Collapse>
          </>
        )}
        {form.problem && <ProblemBlock title={form.problem.title} detail={form.problem.detail} />}
        {(onCancel || form.isDirty) && (
          <Group justify="flex-end">
            <div className={classes.aside}>{aside}</div>
            <Button variant="default" onClick={onCancel ?? form.reset}>
              Cancel
            </Button>
            <Button type="submit" loading={form.isSaving}>
              {action}
            </Button>
          </Group>
        )}
      </Stack>
      <LeaveGuard hasUnsaved={form.hasUnsaved} />
    </form>
  );
}
