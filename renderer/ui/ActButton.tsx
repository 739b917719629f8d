import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AllowedAction } from '../../contract/views.ts';

interface ActButtonProps extends Pick<ButtonProps, 'variant' | 'color' | 'loading'> {
  readonly verdict: Pick<AllowedAction, 'allowed' | 'reason'>;
  readonly children: ReactNode;
  onPress(): void;
}

/** An act. A refused one can be reached and says why, but does nothing. */
export function ActButton({ verdict, children, onPress, ...look }: ActButtonProps) {
  const reason = verdict.reason ?? 'Not possible now.';
  const button = (
    <Button
      {...look}
      {...(verdict.allowed ? {} : { 'data-disabled': true, 'aria-disabled': true, 'aria-description': reason })}
      onClick={verdict.allowed ? onPress : (event) => event.preventDefault()}
    >
      {children}
    </Button>
  );
  return verdict.allowed ? button : <Tooltip label={reason}>{button}</Tooltip>;
}
