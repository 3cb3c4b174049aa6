import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useFocusBack } from '../../lib/focus';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { notifyProblem } from '../../ui/notify';
import { CodeSheet } from './CodeSheet';
import { useMakeCodes } from './factors';

/** Shows new codes; a slip of the hand does not close it, since nothing shows them again. */
export function CodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  useFocusBack();
  return (
    <Modal opened returnFocus={false} onClose={onClose} title="Your backup codes" size="lg" centered withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false}>
      <CodeSheet codes={codes} onDone={onClose} />
    </Modal>
  );
}

/** Asks before codes that still work end, and shows the new ones. */
export function RenewCodesDialog({ onClose }: { onClose: () => void }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const make = useMakeCodes();
  if (codes) return <CodesDialog codes={codes} onClose={onClose} />;
  return (
    <ConfirmDialog
      title="Make new backup codes?"
      refusal="Keep the old ones"
      action="Make new ones"
      isPending={make.isPending}
      onConfirm={() => make.mutate(undefined, { onSuccess: setCodes, onError: notifyProblem })}
      onClose={onClose}
    >
      The codes that you have now stop working at once. Throw them away once you have saved the new ones.
    </ConfirmDialog>
  );
}
