import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { type Starter, starters, starterText } from './starters.ts';

/** Saves a starter as a document of its own and goes there. */
export function useStarter(): { begin(starter: Starter): Promise<void>; isSaving: boolean } {
  const save = useDesk((state) => state.saveChecklist);
  const tellProblem = useDesk((state) => state.tellProblem);
  const documents = useDesk((state) => state.home?.documents);
  const [isSaving, setSaving] = useState(false);
  return {
    isSaving,
    begin: async (starter) => {
      setSaving(true);
      const taken = (documents ?? []).map(({ key }) => key);
      const problem = await save(starterText(starter, taken), { reason: `Begun as “${starter.title}”` });
      setSaving(false);
      if (problem !== null) tellProblem('The checklist was not saved', problem);
    },
  };
}

export function StarterCards() {
  const { begin, isSaving } = useStarter();
  return (
    <ul className="offers starters">
      {starters.map((starter) => (
        <li key={starter.key}>
          <h2>{starter.title}</h2>
          <p className="dim">{starter.what}.</p>
          <Button
            variant="default"
            loading={isSaving}
            aria-label={`Begin with it: ${starter.title}`}
            onClick={() => void begin(starter)}
          >
            Begin with it
          </Button>
        </li>
      ))}
    </ul>
  );
}
