import { useEffect, useState } from 'react';
import type { StateLook } from '../../../ui/state-words.ts';

/** The tokens as a canvas needs them: resolved for the present theme. */
export interface Looks {
  readonly tones: Readonly<Record<StateLook['tone'], string>>;
  readonly surface: string;
  readonly inset: string;
  readonly selected: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly dim: string;
  readonly faint: string;
  readonly accent: string;
  readonly warning: string;
  readonly font: string;
}

/** A canvas does not know `light-dark()`: an element resolves each token, once for each theme. */
function readLooks(page: Document): Looks {
  const probe = page.createElement('span');
  probe.style.display = 'none';
  page.body.append(probe);
  const style = getComputedStyle(probe);
  const color = (token: string) => {
    probe.style.color = `var(--${token})`;
    return style.color;
  };
  const looks: Looks = {
    tones: tonesOf(color),
    surface: color('surface'),
    inset: color('surface-inset'),
    selected: color('surface-selected'),
    line: color('line'),
    lineStrong: color('line-strong'),
    text: color('text'),
    dim: color('text-dim'),
    faint: color('text-faint'),
    accent: color('accent'),
    warning: color('warning'),
    font: getComputedStyle(page.body).fontFamily,
  };
  probe.remove();
  return looks;
}

function tonesOf(color: (token: string) => string): Looks['tones'] {
  return {
    pending: color('state-pending'),
    scheduled: color('state-scheduled'),
    awaiting: color('state-awaiting'),
    running: color('state-running'),
    soaking: color('state-soaking'),
    succeeded: color('state-succeeded'),
    exceptions: color('state-exceptions'),
    failed: color('state-failed'),
    unknown: color('state-unknown'),
    cancelled: color('state-cancelled'),
    'backed-out': color('state-backed-out'),
  };
}

/** Read anew when the theme turns: the person's choice stands on the root element, the system's in its media. */
export function useLooks(): Looks {
  const [looks, setLooks] = useState(() => readLooks(document));
  useEffect(() => {
    const turn = () => setLooks(readLooks(document));
    const root = new MutationObserver(turn);
    root.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', turn);
    return () => {
      root.disconnect();
      system.removeEventListener('change', turn);
    };
  }, []);
  return looks;
}
