import { Button, type ButtonProps } from '@mantine/core';
import { PlusIcon } from '../icons';
import { NEW, useOpenedRow } from './useListRequest';

/** Opens the form of a new row over the list of this page. */
export function NewRowButton({ children, ...look }: ButtonProps) {
  const { open } = useOpenedRow();
  return (
    <Button variant="default" leftSection={<PlusIcon size={16} />} {...look} onClick={() => open(NEW)}>
      {children}
    </Button>
  );
}
