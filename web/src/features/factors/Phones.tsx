import { Badge, Button } from '@mantine/core';
import { useState } from 'react';
import type { Phone } from '../../api/types';
import { formatDate } from '../../lib/time';
import { CheckIcon, PlusIcon, TrashIcon } from '../../ui/icons';
import type { RowLook } from '../../ui/list/columns';
import { ResourceList } from '../../ui/list/ResourceList';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { PhoneDialog } from './PhoneDialog';
import { PHONES_FIRST, phones, useChangePhones } from './phones';

const phoneLook = ({ prefer, remove }: ReturnType<typeof useChangePhones>): RowLook<Phone> => ({
  name: { label: 'Number', of: ({ phone_number: number }) => number },
  renderNote: ({ is_primary: isPrimary }) =>
    isPrimary && (
      <Badge variant="light" size="sm" tt="none" fw={500}>
        Primary
      </Badge>
    ),
  columns: [{ key: 'since', label: 'Added', isLabelled: true, render: ({ created_at: at }) => formatDate(at) }],
  actions: ({ id, is_primary: isPrimary }) => [
    ...(isPrimary ? [] : [{ label: 'Make primary', icon: <CheckIcon size={16} />, run: () => prefer(id) }]),
    { label: 'Remove', icon: <TrashIcon size={16} />, isDanger: true, run: () => remove(id) },
  ],
});

/** Numbers that proved to be one's own. */
export function Phones() {
  const [isAdding, setIsAdding] = useState(false);
  const source = useResourcePages(phones, PHONES_FIRST.parameters);
  const look = phoneLook(useChangePhones());
  return (
    <>
      <ResourceList label="Phone numbers" source={source} control={PHONES_FIRST} look={look} empty={{ title: 'You have none yet.', detail: 'Only you see it.', isPart: true }} />
      <Button variant="default" size="sm" w="fit-content" leftSection={<PlusIcon size={16} />} onClick={() => setIsAdding(true)}>
        Add a number
      </Button>
      {isAdding && <PhoneDialog onClose={() => setIsAdding(false)} />}
    </>
  );
}
