import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useFocusBack } from '../../lib/focus';

const NARROW = '(max-width: 36em)';

/** A form over its list. The guard of the form asks before `onClose` leads away from something unsaved. */
export function FormDialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  useFocusBack();
  const isNarrow = useMediaQuery(NARROW, matchMedia(NARROW).matches);
  return (
    <Modal.Stack>
      <Modal stackId="form" opened returnFocus={false} onClose={onClose} title={title} size="lg" centered={!isNarrow} fullScreen={isNarrow} radius={isNarrow ? 0 : 'lg'}>
        {children}
      </Modal>
    </Modal.Stack>
  );
}
