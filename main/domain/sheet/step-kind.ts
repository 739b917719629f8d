import { isNothing, plainWords, yesOrNo } from './plain-words.ts';

export type SheetStepKind = 'manual' | 'gate' | 'milestone' | 'message' | 'checklist';

export interface KindSigns {
  readonly type: string;
  readonly gate: string;
  readonly milestone: string;
  readonly title: string;
  readonly comments: string;
  /** The sheet says that it takes no time. */
  readonly hasNoLength: boolean;
}

export interface KindVerdict {
  readonly kind: SheetStepKind;
  /** Said by words beside the columns made for it: told as a note. */
  readonly because: 'title' | 'comments' | null;
}

const goNoGo = /\bgo (or )?no ?go\b|\bgo nogo\b|\bhold point\b/;
const releaseNeeded =
  /\b(freigabe|genehmigung|abnahme durch|approval|sign off|go decision) (ist )?(erforderlich|notwendig|noetig|required|needed|mandatory)\b/;

/** The kind of a step, by type, go/no-go, milestone and length; nothing a sheet holds is ever executed. */
export function kindOf(signs: KindSigns): KindVerdict {
  const typed = kindTyped(signs.type);
  if (isGateCell(signs.gate) || typed === 'gate') return { kind: 'gate', because: null };
  if (goNoGo.test(plainWords(signs.title)) && typed === null) return { kind: 'gate', because: 'title' };
  if (releaseNeeded.test(plainWords(signs.comments))) return { kind: 'gate', because: 'comments' };
  if (yesOrNo(signs.milestone) === true && signs.milestone !== '') return { kind: 'milestone', because: null };
  if (typed === 'milestone' || (signs.hasNoLength && (typed === null || typed === 'manual')))
    return { kind: 'milestone', because: null };
  return { kind: typed ?? 'manual', because: null };
}

/** Anything but a no is a decision to be taken. */
export function isGateCell(text: string): boolean {
  return text !== '' && yesOrNo(text) !== false && !isNothing(text);
}

const typeWords: readonly (readonly [SheetStepKind, RegExp])[] = [
  [
    'gate',
    /^(g|gate|go no go|gonogo|go|decision|entscheidung|approval|freigabe|hold point|checkpoint|quality gate|q gate)$/,
  ],
  ['milestone', /^(ms|milestone|meilenstein)$/],
  [
    'message',
    /^(c|communication|comms|comm|kommunikation|message|mail|e mail|email|notification|notify|info|information|nachricht|mitteilung|meldung)$/,
  ],
  ['checklist', /^(cl|checklist|checkliste|check list)$/],
  [
    'manual',
    /^(m|manual|manuell|hand|a|auto|automated|automatic|automatisch|automatisiert|script|skript|job|v|verification|verify|validation|check|pruefung|test|task|aufgabe|t|step|schritt|technical|technisch|business|fachlich)$/,
  ],
];

/** Null = the cell says nothing of the kind. */
function kindTyped(text: string): SheetStepKind | null {
  const words = plainWords(text);
  return typeWords.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}
