import type { AllowedAction } from '../../contract/views.ts';

/** The core's word on an act; what it does not name is not possible in this state. */
export function verdictOn(
  actions: readonly AllowedAction[],
  action: string,
  shut: string | null = null,
): AllowedAction {
  if (shut !== null) return { action, allowed: false, reason: shut };
  const found = actions.find((one) => one.action === action);
  return found ?? { action, allowed: false, reason: 'Not possible in this state.' };
}
