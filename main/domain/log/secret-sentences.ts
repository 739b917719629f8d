import type { EventType } from '../../../contract/events.ts';
import { oneLine, type Sentences, toneOf, whoDid } from './voice.ts';

type SecretEventType = Extract<EventType, `question.${string}` | `vault.${string}`>;

const wanted = {
  passphrase: 'the passphrase of',
  password: 'the password for',
  'keyboard-interactive': 'the login of',
  sudo: 'the sudo password for',
  confirm: 'the confirmation for',
} as const;

const keptTexts = { memory: '', nowhere: '', vault: ', remembered in the vault' } as const;

const vaultTexts = {
  created: ['created the vault', 'the vault was created'],
  unlocked: ['unlocked the vault', 'the vault was unlocked'],
  locked: ['locked the vault', 'the vault was locked'],
  rekeyed: ['gave the vault another key', 'the vault has another key'],
  set: ['put % into the vault', '% was put into the vault'],
  rotated: ['rotated %', '% was rotated'],
  confirmed: ['dropped the previous value of %', 'the previous value of % was dropped'],
  reverted: ['went back to the previous value of %', '% went back to its previous value'],
  removed: ['removed % from the vault', '% was removed from the vault'],
} as const;

/** Names and people, never values. */
export const secretSentences: Sentences<SecretEventType> = {
  'question.closed': ({ actor, data }) => {
    const what = `${wanted[data.kind]} ${oneLine(data.subject)}`;
    const isGiven = data.how === 'answered';
    const did = isGiven ? `gave ${what}` : `declined to give ${what}`;
    const done = isGiven ? `${what} was given` : `${what} was declined`;
    return { sentence: `${whoDid(actor, did, done)}${keptTexts[data.kept]}`, tone: toneOf(actor, 'plain') };
  },
  'vault.changed': ({ actor, data }) => {
    const [did, done] = vaultTexts[data.what];
    const name = data.name === null ? '' : `the secret ${oneLine(data.name)}`;
    const why = data.reason === null ? '' : ` (${oneLine(data.reason)})`;
    const fill = (text: string) => text.replace('%', () => name);
    return { sentence: `${whoDid(actor, fill(did), fill(done))}${why}`, tone: toneOf(actor, 'plain') };
  },
};
