import type { AiModel } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { CreateDialog, EditDialog } from '../../ui/form/EditDialog';
import { followProvider, modelFields, NEW_MODEL, withName } from './modelForm';
import { models } from './models';
import { useRemoveModel } from './queries';

interface DialogProps {
  model: AiModel;
  onClose: () => void;
}

const creation = { all: models.all, create: (values: Parameters<typeof withName>[0], key: string) => models.create(withName(values), key) };

export function AddModelDialog({ onClose }: Pick<DialogProps, 'onClose'>) {
  return <CreateDialog resource={creation} title="Add a model" action="Add model" fields={modelFields()} follow={followProvider} initial={NEW_MODEL} onClose={onClose} />;
}

export function EditModelDialog({ model, onClose }: DialogProps) {
  return <EditDialog resource={models} title={`Edit “${model.name}”`} id={model.id} fields={modelFields(model)} follow={followProvider} onClose={onClose} />;
}

export function RemoveModelDialog({ model, onClose }: DialogProps) {
  const remove = useRemoveModel();
  return (
    <ConfirmDialog title="Remove this model?" action="Remove" isPending={remove.isPending} onConfirm={() => remove.mutate(model, { onSuccess: onClose })} onClose={onClose}>
      “{model.name}” will no longer answer anybody, and its key is forgotten. Answers that it has given stay.
    </ConfirmDialog>
  );
}
