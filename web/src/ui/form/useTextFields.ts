import { useEffect, useRef, useState } from 'react';
import type { ApiProblem } from '../../api/client';

/** The state of a form of a few text fields, each with what the server has against it. */
export function useTextFields<Name extends string>(initial: Record<Name, string>, problem: ApiProblem | null) {
  const [values, setValues] = useState(initial);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"]')?.select();
  }, [problem]);
  const bind = (name: Name) => {
    const error = problem?.fieldErrors.find(({ field }) => field === name)?.message;
    return {
      name,
      withAsterisk: false,
      required: true,
      value: values[name],
      error,
      'aria-invalid': error !== undefined,
      onChange: (event: { currentTarget: { value: string } }) => {
        const { value } = event.currentTarget;
        setValues((current) => ({ ...current, [name]: value }));
      },
    };
  };
  const isPlaced = problem !== null && problem.fieldErrors.length > 0 && problem.fieldErrors.every(({ field }) => field in values);
  return {
    /** Of the form itself: the first field that is wrong gets the focus. */
    form,
    values,
    bind,
    clear: () => setValues(initial),
    /** What no field can say. */
    rest: isPlaced ? null : problem,
  };
}
