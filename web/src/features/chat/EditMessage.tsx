import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { asProblem, type ApiProblem } from '../../api/client';
import { ProblemBlock } from '../../ui/ProblemBlock';
import classes from './EditMessage.module.css';

interface EditMessageProps {
  content: string;
  onSave: (content: string) => Promise<unknown>;
  onCancel: () => void;
}

/** A question being rewritten in its place. What was there before stays as another version. */
export function EditMessage({ content, onSave, onCancel }: EditMessageProps) {
  const [text, setText] = useState(content);
  const [isSaving, setIsSaving] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const isSavable = text.trim() !== '' && text.trim() !== content && !isSaving;

  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    input.current?.setSelectionRange(content.length, content.length);
  }, [content]);

  const save = async () => {
    if (!isSavable) return;
    setIsSaving(true);
    setProblem(null);
    try {
      await onSave(text.trim());
    } catch (error) {
      setProblem(asProblem(error));
      setIsSaving(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onCancel();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div className={classes.edit}>
      <Textarea
        ref={input}
        aria-label="Your message"
        autosize
        minRows={2}
        maxRows={14}
        variant="unstyled"
        classNames={{ input: classes.input ?? '' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {problem && <ProblemBlock title={problem.title} detail={problem.detail} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button loading={isSaving} disabled={!isSavable} onClick={() => void save()}>
          Save and answer
        </Button>
      </div>
    </div>
  );
}
