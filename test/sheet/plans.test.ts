import { describe, expect, it } from 'vitest';
import { imported, places } from './imported.ts';

const lines = (...rows: string[]) => rows.join('\n');

describe('an MS Project export', () => {
  const text = lines(
    'ID,Outline Level,WBS,Task Name,Duration,Start,Finish,Predecessors,Resource Names,Milestone',
    '1,1,1,Preparation,2 days,Thu 11/26/26,Fri 11/27/26,,,No',
    '2,2,1.1,Backup database,1 day,Thu 11/26/26 8:00 AM,Thu 11/26/26 5:00 PM,,DBA,No',
    '3,2,1.2,Freeze code,2 hrs,Fri 11/27/26 8:00 AM,Fri 11/27/26 10:00 AM,2FS+30 min,Release manager,No',
    '4,1,2,Cutover,4 hrs,Sat 11/28/26 10:00 PM,Sun 11/29/26 2:00 AM,,,No',
    '5,2,2.1,Stop apps,30 mins,Sat 11/28/26 10:00 PM,Sat 11/28/26 10:30 PM,1,"App team,Ops[50%]",No',
    '6,2,2.2,Migrate,2.5 hrs,Sat 11/28/26 10:30 PM,Sun 11/29/26 1:00 AM,5SS+15m,DBA,No',
    '7,2,2.3,Go live,0 days,Sun 11/29/26 1:00 AM,Sun 11/29/26 1:00 AM,"2.1,6",,Yes',
  );

  it('takes summary rows as phases, months first, working days by their times, and a summary as predecessor', async () => {
    const { runbook, lint } = await imported('plan.csv', text);
    expect(lint.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(runbook.window).toEqual({ start: '2026-11-28T22:00', end: '2026-11-29T01:00' });
    expect(
      runbook.steps.map(({ id, kind, phase, after, startAt, duration }) => [id, kind, phase, after, startAt, duration]),
    ).toEqual([
      ['step-2', 'manual', 'pre', undefined, 'T-2d14h', '9h'],
      ['step-3', 'manual', 'pre', ['step-2 FS+30m'], 'T-1d14h', '2h'],
      ['step-5', 'manual', 'cutover', ['step-3'], 'T0', '30m'],
      ['step-6', 'manual', 'cutover', ['step-5 SS+15m'], 'T+30m', '2h30m'],
      ['step-7', 'milestone', 'cutover', ['step-5', 'step-6'], undefined, '0m'],
    ]);
    expect(runbook.people).toMatchObject([
      { role: 'DBA' },
      { role: 'Release manager' },
      { role: 'App team' },
      { role: 'Ops' },
    ]);
  });
});

describe('a runsheet hour by hour', () => {
  const text = lines(
    '"Runsheet Cutover S/4, Datum: 28.11.2026",,,,',
    ',,,,',
    'Uhrzeit,Was,Wer,Dauer,System',
    '21:30,Benutzer sperren,Basis,15 Min.,PRD',
    '22:15,Export,Basis,2 Std.,PRD',
    '22:15,Information,Leitung,5 Min.,',
    '00:15,Import,Basis,1:30,S4P',
    'Gesamt,,,4 h,',
  );

  it('takes the date from above, crosses midnight, and lets steps of one time run side by side', async () => {
    const { runbook, conversion } = await imported('lauf.csv', text);
    expect(runbook.window).toEqual({ start: '2026-11-28T21:30', end: '2026-11-29T01:45' });
    expect(runbook.steps.map(({ id, after, startAt }) => [id, after, startAt])).toEqual([
      ['benutzer-sperren', undefined, 'T0'],
      ['export', ['benutzer-sperren'], 'T+45m'],
      ['information', ['benutzer-sperren'], 'T+45m'],
      ['import', ['export', 'information'], undefined],
    ]);
    expect(conversion.rows.at(-1)?.kind).toBe('total');
    expect(JSON.stringify(runbook['x-sheet'])).toContain('Gesamt');
  });

  it('knows no window without a date, only its length; a start given makes it one', async () => {
    const undated = text.split('\n').slice(2).join('\n');
    expect((await imported('lauf.csv', undated)).runbook.window).toEqual({ length: '4h15m' });
    const { runbook } = await imported('lauf.csv', undated, { start: '2026-12-05T21:30' });
    expect(runbook.window).toEqual({ start: '2026-12-05T21:30', end: '2026-12-06T01:45' });
  });
});

it('joins headings of two lines, and leaves the actual times alone', async () => {
  const text = lines(
    ',,Planned,,Actual,,',
    'No.,Activity,Start,End,Start,End,Responsible',
    '1,Alpha,28/11/2026 22:00,28/11/2026 22:30,28/11/2026 22:02,,Ann',
  );
  const { runbook, conversion } = await imported('two.csv', text);
  expect(conversion.view).toMatchObject({ headingRow: 1, headingEnd: 2 });
  expect(conversion.view.columns.map(({ heading, field }) => [heading, field])).toEqual([
    ['No.', 'id'],
    ['Activity', 'task'],
    ['Planned Start', 'start'],
    ['Planned End', 'end'],
    ['Actual Start', null],
    ['Actual End', null],
    ['Responsible', 'owner'],
  ]);
  expect(runbook.steps[0]?.['x-sheet']).toMatchObject({ 'Actual Start': '28/11/2026 22:02' });
});

it('takes predecessors by row of the sheet where there are no ids, and by title', async () => {
  const { runbook } = await imported(
    'rows.csv',
    lines('Task,Owner,Predecessors', 'Alpha,Ann,', 'Beta,Ann,2', 'Gamma,Ann,Zeile 3; alpha'),
  );
  expect(runbook.steps.map(({ after }) => after)).toEqual([undefined, ['alpha'], ['beta', 'alpha']]);
});

it('takes indented tasks and dotted numbers as what lies below their heading', async () => {
  const { runbook } = await imported(
    'wbs.csv',
    lines(
      'Nr;Aufgabe;Verantwortlich;Vorgänger',
      '1;Vorbereitung;;',
      '1.1;Sichern;DBA;',
      '2;Umstellung;;',
      '2.1;Einspielen;DBA;1',
    ),
  );
  expect(runbook.steps.map(({ id, phase, after }) => [id, phase, after])).toEqual([
    ['step-1-1', 'pre', undefined],
    ['step-2-1', 'cutover', ['step-1-1']],
  ]);
});

it('makes checklists, messages, gates with a criterion, and guards a point of no return by its gate', async () => {
  const { runbook, lint } = await imported(
    'kinds.csv',
    lines(
      'ID;Task;Detail;Type;Owner;Duration;Predecessors;Go/No-go;PONR',
      '1;Ready;"- backups done\n- people on the bridge";Checklist;Ann;5 min;;;',
      '2;Decide;;;Ann;5 min;1;Error rate below 1 %;',
      '3;Switch;;M;Bob;5 min;2;No;Y',
      '4;Tell all;We are live;Communication;Ann;1 min;3;;',
    ),
  );
  expect(lint.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(runbook.steps).toMatchObject([
    {
      kind: 'checklist',
      items: [
        { id: 'item-1', text: 'backups done' },
        { id: 'item-2', text: 'people on the bridge' },
      ],
    },
    { kind: 'gate', criteria: [{ id: 'go', text: 'Error rate below 1 %' }] },
    { kind: 'manual', pointOfNoReturn: 'true' },
    { kind: 'message', audience: 'stakeholders', text: 'We are live' },
  ]);
});

it('goes by what a person chose: worksheet, headings, mapping, order, unit, zone, key and title', async () => {
  const text = lines('whatever,x,y,z', 'A,B,C,D', '10,Look,03/04/2026 10:00,1', '20,Act,03/04/2026 11:00,1');
  const mapping = { 0: 'id', 1: 'task', 2: 'start', 3: 'duration' } as const;
  const { runbook } = await imported('odd.csv', text, {
    ...{
      headingRow: 2,
      mapping,
      dateOrder: 'mdy',
      durationUnit: 'h',
      timezone: 'America/New_York',
      key: 'odd-plan',
      title: 'An odd plan',
    },
  });
  expect(runbook).toMatchObject({
    key: 'odd-plan',
    title: 'An odd plan',
    timezone: 'America/New_York',
    window: { start: '2026-03-04T10:00', end: '2026-03-04T12:00' },
  });
});

it('says what it had to assume: the order of the date, the unit of the durations', async () => {
  const { conversion } = await imported(
    'vague.csv',
    lines('Task,Owner,Start,Duration', 'Look,Ann,03/04/2026 10:00,30'),
  );
  expect(places(conversion, 'warning')).toEqual(['2 C unclear-date', '2 D no-unit']);
});

describe('a plan whose phases stand in rows of their own, under a column for them', () => {
  const text = lines(
    'PSP,Phase,Aufgabe,Verantwortlich,Dauer (Std.),Vorgänger,Status',
    '1,Vorbereitung,,,,,',
    '1.1,,Transporte einfrieren,Basis,0.5,,erledigt',
    '2,Migration,,,,,',
    '2.1,,Stammdaten migrieren,Basis,6,1.1,offen',
    '3,Prüfung,,,,,',
    '3.1,,Summenabgleich,Finanzen,2,2.1,offen',
  );

  it('gives each step the phase of the row it stands under', async () => {
    const { runbook } = await imported('cutover.csv', text);
    expect(runbook.steps.map(({ title, phase, duration }) => [title, phase, duration])).toEqual([
      ['Transporte einfrieren', 'pre', '30m'],
      ['Stammdaten migrieren', 'cutover', '6h'],
      ['Summenabgleich', 'post', '2h'],
    ]);
  });
});

describe('a plan in the words of a weekend', () => {
  const text = lines(
    'Time,What,Who,How long',
    '23:50,Bridge opens,Priya Shah / Tom Reed,10 min',
    '00:10,Take the snapshot,"Wei Chen, Tom Reed",45 min',
    '00:55,Say so,"Müller, Hans",5 min',
  );

  it('parts two full names, keeps one name with a comma, and reads how long it takes', async () => {
    const { runbook } = await imported('weekend.csv', text);
    expect(runbook.steps.map(({ responsible, duration }) => [responsible, duration])).toEqual([
      ['Priya Shah', '10m'],
      ['Wei Chen', '45m'],
      ['Müller, Hans', '5m'],
    ]);
  });
});

describe('cells copied without their headings', () => {
  it('are told by what stands in them: numbers, tasks, people, minutes, predecessors', async () => {
    const block = ['1\tFreeze the branch\tDev lead\t15\t', '2\tBack up Oracle\tDBA\t90\t1', '3\tDeploy\tDBA\t45\t2'];
    const { runbook } = await imported('pasted cells.tsv', block.join('\n'));
    expect(
      runbook.steps.map(({ title, responsible, duration, after }) => [title, responsible, duration, after]),
    ).toEqual([
      ['Freeze the branch', 'Dev lead', '15m', undefined],
      ['Back up Oracle', 'DBA', '1h30m', ['step-1']],
      ['Deploy', 'DBA', '45m', ['step-2']],
    ]);
  });

  it('keep the other guesses when a person says what one column is', async () => {
    const block = ['1\tFreeze the branch\tDev lead\t15', '2\tBack up Oracle\tDBA\t90'].join('\n');
    const { runbook } = await imported('pasted cells.tsv', block, { mapping: { '1': 'task' } });
    expect(runbook.steps.map(({ responsible, duration }) => [responsible, duration])).toEqual([
      ['Dev lead', '15m'],
      ['DBA', '1h30m'],
    ]);
  });

  it('are named once, not in every row, when nobody is said to do them', async () => {
    const { conversion } = await imported('pasted cells.tsv', 'Freeze the branch\t15 min\nBack up Oracle now\t90 min');
    expect(conversion.view.findings.filter(({ rule }) => rule === 'no-owner')).toHaveLength(1);
  });
});
