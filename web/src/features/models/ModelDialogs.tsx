import { Modal } from '@mantine/core';
import type { AiModel } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { notifyProblem } from '../../ui/notify';
import { ModelForm } from './ModelForm';
import { useRemoveModel } from './queries';

interface DialogProps {
  model: AiModel;
  onClose: () => void;
}

export function AddModelDialog({ onClose }: Pick<DialogProps, 'onClose'>) {
  return (
    <Modal opened onClose={onClose} title="Add a model" centered size="lg">
      <ModelForm onDone={onClose} />
    </Modal>
  );
}

export function EditModelDialog({ model, onClose }: DialogProps) {
  return (
    <Modal opened onClose={onClose} title={`Edit “${model.name}”`} centered size="lg">
      <ModelForm model={model} onDone={onClose} />
    </Modal>
  );
}

export function RemoveModelDialog({ model, onClose }: DialogProps) {
  const remove = useRemoveModel();
  return (
    <ConfirmDialog
      title="Remove this model?"
      action="Remove"
      isPending={remove.isPending}
      onConfirm={() => remove.mutate(model.id, { onSuccess: onClose, onError: notifyProblem })}
      onClose={onClose}
    >
      “{model.name}” will no longer answer anybody, and its key is forgotten. Answers that it has given stay.
    </ConfirmDialog>
  );
}
