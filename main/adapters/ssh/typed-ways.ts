import type { Prompt } from 'ssh2';
import { type AuthWay, offer } from './auth-way.ts';
import type { Answered, PersonAnswers, Question } from './person-answers.ts';
import { textOf } from './trouble.ts';

const triesPerLogin = 3;
/** Rounds of questions in one login; a server that asks on and on is given up. */
const mostRounds = 12;
const mostPrompts = 10;

/** What a person types: keyboard-interactive first, as ssh has it, then the password. */
export function typedWays(answers: PersonAnswers, name: string): readonly AuthWay[] {
  return [keyboardWay(answers, name), passwordWay(answers, name)];
}

function passwordWay(answers: PersonAnswers, name: string): AuthWay {
  const question: Question = {
    kind: 'password',
    subject: name,
    instructions: '',
    prompts: [{ text: `Password of ${name}`, echo: false }],
  };
  let last: Answered | null = null;
  return {
    kind: 'password',
    name: 'password',
    tries: triesPerLogin,
    asks: true,
    method: async (username) => {
      last = await answers.answer(question, last);
      if (last === null) return { kind: 'stop', sentence: `${name} asks for a password, and nobody gave one.` };
      return offer({ type: 'password', username, password: last.answers[0] ?? '' });
    },
    accepted: () => answers.accepted(question),
  };
}

function keyboardWay(answers: PersonAnswers, name: string): AuthWay {
  const said = new Map<string, Answered>();
  const asked: Question[] = [];
  let rounds = 0;
  let stopped: string | null = null;
  return {
    kind: 'keyboard-interactive',
    name: 'keyboard-interactive',
    tries: triesPerLogin,
    asks: true,
    method: async (username) => {
      const prompt = async (
        title: string,
        text: string,
        prompts: readonly Prompt[],
      ): Promise<readonly string[] | null> => {
        if (++rounds > mostRounds || prompts.length > mostPrompts) {
          stopped = `${name} asks on and on and lets nobody in.`;
          return null;
        }
        const question = questionOf(name, { title, text, prompts });
        asked.push(question);
        const key = JSON.stringify(question.prompts);
        const given = await answers.answer(question, said.get(key) ?? null);
        if (given !== null) said.set(key, given);
        else stopped = `${name} asks for a password or a code, and nobody gave one.`;
        return given?.answers ?? null;
      };
      return offer({
        type: 'keyboard-interactive',
        username,
        prompt: (...request) => {
          const [title, text, , prompts, finish] = request;
          // No answer is answered with nothing: the server refuses, and the login ends in order.
          prompt(title, text, prompts).then((given) => finish([...(given ?? prompts.map(() => ''))]));
        },
      });
    },
    stopped: () => stopped,
    accepted: () => {
      for (const question of asked) answers.accepted(question);
    },
  };
}

/** The server's words, bounded and without control characters. */
function questionOf(
  name: string,
  said: { readonly title: string; readonly text: string; readonly prompts: readonly Prompt[] },
): Question {
  return {
    kind: 'keyboard-interactive',
    subject: name,
    instructions: [textOf(said.title), textOf(said.text)].filter((text) => text !== '').join(' '),
    prompts: said.prompts.map((prompt) => ({ text: textOf(prompt.prompt), echo: prompt.echo === true })),
  };
}
