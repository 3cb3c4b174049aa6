import { Text, Title, UnstyledButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { Logo } from '../../ui/Logo';
import { TemporarySwitch } from '../threads/TemporarySwitch';
import classes from './NewChat.module.css';
import { Composer, type ComposerHandle } from './Composer';
import composerTools from './ComposerTools.module.css';
import { ModelPicker } from './ModelPicker';
import { useStartThread } from './queries';

const STARTERS = [
  { label: 'Untangle my day', text: 'Help me sort out my day. Here is everything on my mind:\n' },
  { label: 'Find a first small step', text: 'I keep putting this off. Help me find a first step of five minutes:\n' },
  { label: 'Put something into words', text: 'Help me write a short, friendly message about:\n' },
];

interface NewChatProps {
  name: string;
  isTemporary: boolean;
  onTemporary: (isTemporary: boolean) => void;
}

export function NewChat({ name, isTemporary, onTemporary }: NewChatProps) {
  const composer = useRef<ComposerHandle>(null);
  const start = useStartThread();
  const navigate = useNavigate();

  const onSend = async (content: string) => {
    const threadId = await start.mutateAsync({ content, isTemporary });
    await navigate({ to: '/threads/$threadId', params: { threadId } });
  };

  return (
    <div className={classes.page}>
      <div className={classes.welcome}>
        <Logo size={52} />
        <Title order={1} className={classes.title ?? ''}>
          Hello {name}, I’m Clew
        </Title>
        <Text c="dimmed" size="lg">
          Hand me the loose end, and we’ll follow it together.
        </Text>
      </div>
      <Composer
        ref={composer}
        threadId={null}
        onSend={onSend}
        tools={
          <div className={composerTools.tools}>
            <ModelPicker threadId={null} onClose={() => composer.current?.focus()} />
          </div>
        }
      />
      <div className={classes.starters}>
        {STARTERS.map((starter) => (
          <UnstyledButton key={starter.label} className={classes.starter ?? ''} onClick={() => composer.current?.fill(starter.text)}>
            {starter.label}
          </UnstyledButton>
        ))}
      </div>
      <TemporarySwitch isOn={isTemporary} onChange={onTemporary} />
    </div>
  );
}
