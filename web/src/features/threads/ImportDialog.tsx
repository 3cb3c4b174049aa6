import { Button, FileButton, Modal, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type DragEvent } from 'react';
import { UploadIcon } from '../../ui/icons';
import { ProblemBlock } from '../../ui/ProblemBlock';
import classes from './ImportDialog.module.css';
import { useImportThread } from './queries';
import { readThreadFile, whyNotImported } from './threadFile';

interface Refusal {
  name: string;
  reason: string;
}

/** Brings exported chats back. The same file twice gives the same chat. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { mutateAsync: importThread } = useImportThread();
  const navigate = useNavigate();
  const [isOver, setIsOver] = useState(false);
  const [isReading, setIsReading] = useState(false);
  const [refusals, setRefusals] = useState<Refusal[]>([]);
  const [taken, setTaken] = useState(0);

  const read = async (files: File[]) => {
    if (files.length === 0 || isReading) return;
    setIsReading(true);
    setRefusals([]);
    setTaken(0);
    const refused: Refusal[] = [];
    let last: string | undefined;
    for (const file of files) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, in the order in which they were chosen
        last = (await importThread(await readThreadFile(file))).id;
        setTaken((count) => count + 1);
      } catch (error) {
        refused.push({ name: file.name, reason: whyNotImported(error) });
      }
    }
    setIsReading(false);
    setRefusals(refused);
    if (last === undefined || refused.length > 0) return;
    onClose();
    await navigate({ to: '/threads/$threadId', params: { threadId: last } });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void read([...event.dataTransfer.files]);
  };
  return (
    <Modal opened onClose={onClose} title="Import chats" centered returnFocus={false}>
      <div className={classes.dialog}>
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- only for a pointer that drags; the button does the same */}
        <div
          className={classes.zone}
          data-over={isOver || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={onDrop}
        >
          <UploadIcon size={26} />
          <Text size="sm" c="dimmed" ta="center" lh={1.6}>
            Drop files here that “Export as JSON” has saved, or choose them.
          </Text>
          <FileButton multiple accept="application/json,.json" onChange={(files) => void read(files)}>
            {(props) => (
              <Button {...props} variant="default" loading={isReading} data-autofocus>
                Choose files
              </Button>
            )}
          </FileButton>
        </div>
        {refusals.map(({ name, reason }, index) => (
          <ProblemBlock key={index} title={`“${name}” was not imported`} detail={reason} />
        ))}
        {refusals.length > 0 && taken > 0 && (
          <Text size="sm" role="status">
            {taken === 1 ? 'The other file is in your list now.' : `The other ${taken} are in your list now.`}
          </Text>
        )}
      </div>
    </Modal>
  );
}
