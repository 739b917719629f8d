import type { Problem } from '../../contract/errors.ts';
import type { OpenQuestions } from '../../contract/questions.ts';
import type { SliceTools } from './tools.ts';

/** What only a person can answer. Answers pass through: nothing here keeps one. */
export interface QuestionSlice {
  /** null until the core has spoken. */
  readonly questions: OpenQuestions | null;
  watchQuestions(): void;
  /** null = taken; else why not. */
  answerQuestions(answer: GivenAnswer): Promise<Problem | null>;
  declineQuestions(questionIds: readonly string[]): Promise<void>;
}

export interface GivenAnswer {
  readonly questionIds: readonly string[];
  readonly answers: readonly string[];
  readonly remember: boolean;
}

export function questionSlice({ client, set, get }: SliceTools): QuestionSlice {
  return {
    questions: null,
    watchQuestions() {
      client.subscribe('questions', {}, { message: (questions) => set({ questions }) });
    },
    async answerQuestions({ questionIds, answers, remember }) {
      const said = { questionIds: [...questionIds], answers: [...answers], remember };
      const answer = await client.call('questions.answer', { ...said, attribution: get().attribution() });
      return answer.ok ? null : answer.problem;
    },
    async declineQuestions(questionIds) {
      const said = { questionIds: [...questionIds], attribution: get().attribution() };
      const answer = await client.call('questions.decline', said);
      if (!answer.ok) get().tellProblem('The question stays open', answer.problem);
    },
  };
}
