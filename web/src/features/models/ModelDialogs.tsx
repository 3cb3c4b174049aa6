import type { AiModel } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FormDialog } from '../../ui/form/FormDialog';
import { notifyProblem } from '../../ui/notify';
import { ModelForm } from './ModelForm';
import { useRemoveModel } from './queries';

interface DialogProps {
  model: AiModel;
  onClose: () => void;
}

export function AddModelDialog({ onClose }: Pick<DialogProps, 'onClose'>) {
  return (
    <FormDialog title="Add a model" onClose={onClose}>
      <ModelForm onDone={onClose} />
    </FormDialog>
  );
}

export function EditModelDialog({ model, onClose }: DialogProps) {
  return (
    <FormDialog title={`Edit “${model.name}”`} onClose={onClose}>
      <ModelForm model={model} onDone={onClose} />
    </FormDialog>
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
