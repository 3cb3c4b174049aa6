import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import classes from './OwnWords.module.css';

interface OwnWordsProps {
  onSubmit: (instruction: string) => void;
  onCancel: () => void;
}

/** One line that says what the next answer is to be like. */
export function OwnWords({ onSubmit, onCancel }: OwnWordsProps) {
  const [words, setWords] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() !== '') onSubmit(words.trim());
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        className={classes.words ?? ''}
        aria-label="How the answer should be"
        placeholder="How should it be? For a child, as a table, …"
        maxLength={500}
        autoFocus
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
        }}
      />
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" disabled={words.trim() === ''}>
        Answer again
      </Button>
    </form>
  );
}
