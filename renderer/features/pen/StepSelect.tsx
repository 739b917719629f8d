import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { useDesk } from '../../state/desk-context.ts';

interface StepSelectProps {
  /** Empty = about no step. */
  readonly value: string;
  onChoose(stepId: string): void;
}

/** Which step it is about, if any. */
export function StepSelect({ value, onChoose }: StepSelectProps) {
  const steps = useDesk((state) => state.run?.steps);
  const choices = useMemo(
    () => [
      { value: '', label: 'no step' },
      ...(steps ?? []).map((step) => ({ value: step.id, label: `${step.index + 1} ${step.title}` })),
    ],
    [steps],
  );
  return (
    <NativeSelect
      label="Step"
      className="grow"
      value={value}
      data={choices}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
