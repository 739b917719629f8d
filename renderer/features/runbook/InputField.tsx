import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { InputSpec } from '../../../contract/workspace-views.ts';
import { inputProblem } from './start-values.ts';

interface InputFieldProps {
  readonly spec: InputSpec;
  readonly value: string;
  onChange(value: string): void;
}

/** One input of the runbook. A secret is typed each time, kept in memory only, and never remembered by the browser. */
export function InputField({ spec, value, onChange }: InputFieldProps) {
  const [isTouched, setTouched] = useState(false);
  const shared = {
    label: spec.name,
    description: spec.secret
      ? `${spec.description ?? 'Secret.'} Kept in memory only.`
      : (spec.description ?? undefined),
    value,
    required: spec.required,
    error: isTouched ? inputProblem(spec, value) : null,
    onBlur: () => setTouched(true),
    onChange: (event: { readonly currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
    spellCheck: false,
  };
  return spec.secret ? (
    <PasswordInput {...shared} autoComplete="new-password" />
  ) : (
    <TextInput {...shared} autoComplete="off" />
  );
}
