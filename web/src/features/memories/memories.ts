import { resource } from '../../api/resource';
import type { Memory, MemoryChanges, MemoryCreation } from '../../api/types';
import type { Field, FieldName } from '../../ui/form/fields';
import type { ListShape } from '../../ui/list/listRequest';

export const memories = resource<Memory, MemoryCreation, MemoryChanges>('/memories');

export const KINDS: Record<Memory['memory_type'], string> = {
  fact: 'Fact',
  preference: 'Preference',
  insight: 'Insight',
  pattern: 'Pattern',
  episode: 'Episode',
  goal: 'Goal',
  relationship: 'Relationship',
  conversation: 'Conversation',
};

const kindOptions = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

export const MEMORY_LIST: ListShape = {
  search: 'Search memories',
  filters: [
    {
      name: 'kept',
      label: 'Which memories',
      choices: [
        { value: 'active', label: 'In use', parameters: { is_archived: 'false' } },
        { value: 'archived', label: 'Archived', parameters: { is_archived: 'true' } },
        { value: 'all', label: 'All', parameters: {} },
      ],
    },
    { name: 'memory_type', label: 'Kind', choices: [{ value: '', label: 'Any kind' }, ...kindOptions] },
    {
      name: 'created_by',
      label: 'Who wrote it',
      choices: [
        { value: '', label: 'By anybody' },
        { value: 'person', label: 'By you' },
        { value: 'assistant', label: 'By Clew' },
      ],
    },
  ],
  sorts: [
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
    { value: '-dynamic_importance', label: 'Most important first' },
    { value: 'dynamic_importance', label: 'Least important first' },
  ],
};

export const MEMORY_FIELDS: Field<FieldName<MemoryCreation>>[] = [
  { kind: 'long', name: 'content', label: 'What should Clew remember?', description: 'One statement; best one that still makes sense in a year', longest: 10_000, required: 'A sentence will do' },
  { kind: 'choice', name: 'memory_type', label: 'Kind', options: kindOptions, isHalf: true },
  { kind: 'text', name: 'category', label: 'Category', longest: 100, isHalf: true },
  { kind: 'tags', name: 'tags', label: 'Tags', description: 'A word, or a name and a value, like person: Ada' },
  { kind: 'share', name: 'importance_score', label: 'How much it matters', isHalf: true },
  { kind: 'share', name: 'confidence_score', label: 'How sure it is', isHalf: true },
];

export const percent = (share: number) => `${Math.round(share * 100)} %`;
