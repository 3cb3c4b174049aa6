import { useEffect, useRef, useState } from 'react';
import { asProblem, problemOf, type ApiProblem, type Versioned } from '../../api/client';
import { useOnceKey } from '../../lib/onceKey';
import { changesBetween, creationOf, draftsOf, fieldsFor, isChanged, missingIn, placeErrors, rebase, type Draft, type Drafts, type Field, type Fields } from './fields';

/** How to save what was changed of something that is there, and how to see what it has become. */
export interface Existing {
  version: Versioned<object>;
  save: (changes: Record<string, unknown>, etag: string | null) => Promise<Versioned<object>>;
  load: () => Promise<Versioned<object>>;
}

/** How to make something new. The same key comes again where the same is sent again. */
export interface New {
  initial: object;
  create: (values: Record<string, unknown>, key: string) => Promise<unknown>;
}

export interface FormOptions {
  fields: Fields;
  of: Existing | New;
  /** What else changes with the field of that name. */
  follow?: ((drafts: Drafts, changed: string) => Drafts) | undefined;
  onSaved: () => void;
}

const CHANGED_ELSEWHERE = 412;

export interface FormControl {
  fields: readonly Field[];
  drafts: Drafts;
  set: (name: string, draft: Draft) => void;
  reset: () => void;
  submit: () => Promise<void>;
  isDirty: boolean;
  /** Whether leaving would lose something, as of now. */
  hasUnsaved: () => boolean;
  isSaving: boolean;
  errors: Record<string, string>;
  /** What went wrong and belongs to no field. */
  problem: Pick<ApiProblem, 'title' | 'detail'> | null;
  /** Whether what is saved was changed elsewhere since it was loaded. */
  isConflict: boolean;
  elsewhere: Drafts;
}

/** The state of a form for one row: what is typed, what is wrong with it, and what became of it elsewhere. */
export function useResourceForm({ fields: described, of, follow, onSaved }: FormOptions): FormControl {
  const isNew = 'create' in of;
  const [base, setBase] = useState(() => draftsOf(fieldsFor(described, {}), isNew ? of.initial : of.version.item));
  const [drafts, setDrafts] = useState(base);
  const fields = fieldsFor(described, drafts);
  const [etag, setEtag] = useState(isNew ? null : of.version.etag);
  const [elsewhere, setElsewhere] = useState<Drafts | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [missing, setMissing] = useState<Record<string, string>>({});
  const [isSaving, setIsSaving] = useState(false);
  const once = useOnceKey();
  const isDirty = isChanged(base, drafts);
  const hasUnsaved = useRef(false);
  const isMade = useRef(false);
  useEffect(() => {
    hasUnsaved.current = isDirty && !isMade.current;
  });

  const become = ({ item, etag: newest }: Versioned<object>) => {
    const theirs = draftsOf(fields, item);
    setBase(theirs);
    setEtag(newest);
    return theirs;
  };
  const create = async ({ create: send }: New) => {
    const values = creationOf(fields, drafts);
    await send(values, once(JSON.stringify(values)).key);
    isMade.current = true;
  };
  const save = async ({ save: send }: Existing, at: string | null) => {
    setDrafts(become(await send(changesBetween(fields, base, drafts), at)));
    setElsewhere(null);
  };
  const compare = (newest: Versioned<object>) => {
    const rebased = rebase(base, drafts, draftsOf(fields, newest.item));
    become(newest);
    setDrafts(rebased.drafts);
    setElsewhere(rebased.elsewhere);
  };
  const attempt = async () => {
    try {
      await (isNew ? create(of) : save(of, etag));
    } catch (error) {
      if (isNew || asProblem(error).status !== CHANGED_ELSEWHERE) throw error;
      const newest = await of.load();
      if (isChanged(base, draftsOf(fields, newest.item))) {
        compare(newest);
        return;
      }
      // Only what does not stand in this form was changed.
      await save(of, newest.etag);
    }
    // Said before the page is drawn again: who leaves now leaves nothing behind.
    hasUnsaved.current = false;
    onSaved();
  };
  const submit = async () => {
    const lacking = missingIn(fields, drafts);
    setMissing(lacking);
    setProblem(null);
    if (isSaving || Object.keys(lacking).length > 0) return;
    setIsSaving(true);
    try {
      await attempt();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setIsSaving(false);
    }
  };

  const { placed, rest } = placeErrors(fields, problem?.fieldErrors ?? []);
  const isPlaced = problem !== null && Object.keys(placed).length > 0 && rest.length === 0;
  return {
    fields,
    drafts,
    set: (name, draft) => {
      setDrafts((current) => {
        const changed = { ...current, [name]: draft };
        return follow ? follow(changed, name) : changed;
      });
      setMissing((current) => Object.fromEntries(Object.entries(current).filter(([other]) => other !== name)));
    },
    reset: () => {
      setDrafts(base);
      setMissing({});
      setProblem(null);
      setElsewhere(null);
    },
    submit,
    isDirty,
    hasUnsaved: () => hasUnsaved.current,
    isSaving,
    errors: { ...placed, ...missing },
    problem: problem === null || isPlaced ? null : problem,
    isConflict: elsewhere !== null,
    elsewhere: elsewhere ?? {},
  };
}
