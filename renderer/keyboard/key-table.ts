/** Every key of the desk, once: what it means is looked up here, and the key sheet is printed from here. */

export type KeyCommand =
  | 'palette'
  | 'help'
  | 'next-step'
  | 'previous-step'
  | 'open-step'
  | 'filter'
  | 'hold'
  | 'note'
  | 'decision'
  | 'issue'
  | 'eta'
  | 'rebase'
  | 'update'
  | 'phone'
  | 'mute'
  | 'close-panel'
  | 'view-gantt'
  | 'view-map'
  | 'view-table'
  | 'view-now'
  | 'view-issues'
  | 'view-people'
  | 'view-probes'
  | 'view-terminals'
  | 'go-question'
  | 'go-secrets'
  | 'go-targets'
  | 'go-needs'
  | 'go-runsheet'
  | 'go-output'
  | 'go-log'
  | 'go-runbooks'
  | 'go-search'
  | 'go-runs';

export interface KeyRow {
  /** As `meaningOf` spells a press: `n`, `shift+n`, `g n`, `1`. Several spellings mean the same. */
  readonly presses: readonly string[];
  /** As the key sheet, the palette and the buttons show it. */
  readonly shown: string;
  readonly command: KeyCommand;
  readonly what: string;
  readonly where: 'everywhere' | 'run';
  readonly group: 'Anywhere' | 'Move' | 'Look at' | 'Go to' | 'Write' | 'Act';
}

export const keyTable: readonly KeyRow[] = [
  anywhere('Anywhere', ['ctrl+k'], 'Ctrl K', 'palette', 'Everything by name: acts, views, steps, people, issues, runs'),
  anywhere('Anywhere', ['Escape'], 'Esc', 'close-panel', 'Close the open panel; what was typed is kept'),
  anywhere('Anywhere', ['?'], '?', 'help', 'This sheet'),

  inRun(
    'Move',
    ['j', 'grid ArrowDown'],
    'J',
    'next-step',
    'Next step, among the issues the next one; in the runsheet also ↓',
  ),
  inRun('Move', ['k', 'grid ArrowUp'], 'K', 'previous-step', 'Previous step or issue; in the runsheet also ↑'),
  inRun('Move', ['Enter'], 'Enter', 'open-step', 'Open the selected step; Tab goes to what can be done'),
  inRun('Move', ['/'], '/', 'filter', 'Filter the steps'),

  anywhere(
    'Write',
    ['n'],
    'N',
    'note',
    'Note: one line, Enter records it, the time is that of its first key; elsewhere it goes to the run that is open',
  ),
  anywhere('Write', ['shift+n'], 'Shift N', 'decision', 'Decision: what, options, who decided'),
  anywhere('Write', ['i'], 'I', 'issue', 'Issue: what is wrong, how bad, who has it, what gets around it'),
  inRun('Write', ['e'], 'E', 'eta', 'When the selected step will be over, as somebody says'),
  inRun('Write', ['u'], 'U', 'update', 'Update for those who are not on the desk: copied and recorded'),

  inRun('Act', ['h'], 'H', 'hold', 'Hold the run: start nothing new, running work goes on'),
  inRun('Act', ['t'], 'T', 'rebase', 'Move T0: shows what moves, asks why'),
  inRun('Act', ['p'], 'P', 'phone', 'Whom the focused or selected step waits for, with the phone number'),
  inRun('Act', ['shift+m'], 'Shift M', 'mute', 'Mute, or let sound again'),

  inRun('Look at', ['1'], '1', 'view-gantt', 'Gantt'),
  inRun('Look at', ['2'], '2', 'view-map', 'Map'),
  inRun('Look at', ['3'], '3', 'view-table', 'Table'),
  inRun('Look at', ['4'], '4', 'view-now', 'Now: running, next, waiting on whom'),
  inRun('Look at', ['5'], '5', 'view-issues', 'Issues'),
  inRun('Look at', ['6'], '6', 'view-people', 'People'),
  inRun(
    'Look at',
    ['7'],
    '7',
    'view-probes',
    'Probes: how each stands, with its series; arrows walk through the samples',
  ),
  inRun('Look at', ['8'], '8', 'view-terminals', 'Terminals: open on hosts, and their recordings'),

  inRun('Go to', ['g n'], 'G N', 'go-needs', 'What needs you'),
  inRun('Go to', ['g s'], 'G S', 'go-runsheet', 'The runsheet, or the view in its place'),
  inRun('Go to', ['g o'], 'G O', 'go-output', 'The output'),
  inRun('Go to', ['g l'], 'G L', 'go-log', 'The log'),
  anywhere('Go to', ['g a', 'g b'], 'G A', 'go-runbooks', 'The agenda: every runbook, by date'),
  anywhere('Go to', ['q'], 'Q', 'go-question', 'The open question: a password or passphrase that is waited for'),
  anywhere('Go to', ['g k'], 'G K', 'go-secrets', 'The secrets'),
  anywhere('Go to', ['g t'], 'G T', 'go-targets', 'The targets: environments, and what was found on them'),
  anywhere('Go to', ['g r'], 'G R', 'go-runs', 'The runs'),
  anywhere('Go to', ['g f'], 'G F', 'go-search', 'Find a line in the output of any run'),
];

type Row = [KeyRow['group'], readonly string[], string, KeyCommand, string];

function anywhere(...[group, presses, shown, command, what]: Row): KeyRow {
  return { group, presses, shown, command, what, where: 'everywhere' };
}

function inRun(...[group, presses, shown, command, what]: Row): KeyRow {
  return { group, presses, shown, command, what, where: 'run' };
}

/** The key of a command as it is shown: beside a button, in the palette. */
export function keyOf(command: KeyCommand): string {
  return keyTable.find((row) => row.command === command)?.shown ?? '';
}
