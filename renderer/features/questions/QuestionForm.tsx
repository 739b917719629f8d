import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Problem } from '../../../contract/errors.ts';
import type { QuestionView, VaultCondition } from '../../../contract/questions.ts';
import { fineDuration } from '../../format/duration.ts';
import { keyOf } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useNow } from '../../ui/use-now.ts';
import { plain, plainLines, type QuestionGroup, subjectsText, titleOf } from './question-groups.ts';

interface QuestionFormProps {
  readonly group: QuestionGroup;
  readonly vault: VaultCondition;
}

/** One question, or many that one answer does for. What was typed is forgotten the moment it is sent. */
export function QuestionForm({ group, vault }: QuestionFormProps) {
  const [answers, setAnswers] = useState<readonly string[]>([]);
  const [remember, setRemember] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const answerQuestions = useDesk((state) => state.answerQuestions);
  const declineQuestions = useDesk((state) => state.declineQuestions);
  const { first, questions } = group;
  const questionIds = questions.map(({ questionId }) => questionId);
  const given = first.prompts.map((_prompt, at) => answers[at] ?? '');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const refused = await answerQuestions({ questionIds, answers: given, remember });
    setSending(false);
    setProblem(refused);
    if (refused === null) setAnswers([]);
  };
  return (
    <form className="question" aria-label={titleOf(group)} onSubmit={(event) => void send(event)}>
      <QuestionHead group={group} />
      <ServerWords question={first} />
      <div className="act-line">
        {first.prompts.map((prompt, at) => (
          <AnswerField
            // A prompt is its place: two may read the same.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            label={fieldLabel(first, at)}
            isSeen={prompt.echo}
            value={given[at] ?? ''}
            onChange={(text) => setAnswers(given.map((before, place) => (place === at ? text : before)))}
          />
        ))}
        <Button type="submit" variant="filled" loading={isSending} disabled={given.some((text) => text === '')}>
          {buttonText(group)}
        </Button>
        <Button onClick={() => void declineQuestions(questionIds)} disabled={isSending}>
          Not now
        </Button>
        {first.mayBeRemembered && <Remember vault={vault} isOn={remember} onChange={setRemember} />}
      </div>
      {problem !== null && (
        <p className="overdue" role="alert">
          {problem.message}
        </p>
      )}
    </form>
  );
}

function QuestionHead({ group }: { readonly group: QuestionGroup }) {
  const now = useNow();
  const { first, questions } = group;
  const waiting = questions.reduce((sum, { waiting: count }) => sum + count, 0);
  return (
    <p className="question-head">
      <span className="question-mark" aria-hidden="true">
        ◐
      </span>
      <strong>{titleOf(group)}</strong>
      {first.attempt > 1 && <span className="overdue">The answer before was wrong (attempt {first.attempt}).</span>}
      {questions.length > 1 && (
        <span className="dim clip" title={questions.map(({ subject }) => plain(subject)).join('\n')}>
          {subjectsText(questions)}
        </span>
      )}
      {questions.length === 1 && waiting > 1 && <span className="dim">{waiting} connections wait for it</span>}
      <span className="gap" />
      <span className="dim figures">waits {fineDuration(Math.max(0, first.expiresAt - now))} more</span>
      <kbd>{keyOf('go-question')}</kbd>
    </p>
  );
}

/** What a server says is marked as its words: it may say anything. */
function ServerWords({ question }: { readonly question: QuestionView }) {
  const words = plainLines(question.instructions);
  const asked = question.kind === 'keyboard-interactive' ? question.prompts.map(({ text }) => plain(text).trim()) : [];
  const isLong = asked.some((text) => text.length > 40);
  if (words === '' && !isLong) return null;
  return (
    <figure className="server-words">
      <figcaption>The server says</figcaption>
      {words !== '' && <pre>{words}</pre>}
      {isLong && <pre>{asked.join('\n')}</pre>}
    </figure>
  );
}

interface AnswerFieldProps {
  readonly label: string;
  readonly isSeen: boolean;
  readonly value: string;
  onChange(text: string): void;
}

function AnswerField({ label, isSeen, value, onChange }: AnswerFieldProps) {
  const shared = {
    label,
    value,
    className: 'question-field',
    maxLength: 4096,
    spellCheck: false,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  };
  // Not `off`: browsers then offer to save it as the password of this page.
  return isSeen ? (
    <TextInput {...shared} autoComplete="off" />
  ) : (
    <PasswordInput {...shared} autoComplete="new-password" />
  );
}

interface RememberProps {
  readonly vault: VaultCondition;
  readonly isOn: boolean;
  onChange(isOn: boolean): void;
}

function Remember({ vault, isOn, onChange }: RememberProps) {
  if (vault === 'unlocked') {
    return (
      <Checkbox
        className="question-remember"
        label="Remember in the vault"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  const why = vault === 'locked' ? 'unlock the vault to remember it' : 'no vault to remember it in';
  return <span className="dim question-remember">Kept in memory until Holdpoint ends; {why}.</span>;
}

const ownLabels = {
  passphrase: 'Passphrase',
  password: 'Password',
  sudo: 'Password',
  confirm: '',
} as const;

/** Ours where we know what is asked for; of a server's prompt its beginning, as a label. */
function fieldLabel({ kind, prompts }: QuestionView, at: number): string {
  if (kind !== 'keyboard-interactive') return prompts.length === 1 ? ownLabels[kind] : `${ownLabels[kind]} ${at + 1}`;
  const text = plain(prompts[at]?.text ?? '')
    .trim()
    .replace(/:$/, '');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text || `Answer ${at + 1}`;
}

function buttonText({ kind, questions }: QuestionGroup): string {
  if (kind === 'confirm') return 'Done';
  return questions.length === 1 ? 'Answer' : `Answer all ${questions.length}`;
}
