import type { SampleVerdict } from '../../../contract/samples.ts';

const SHOWN = 8;

/** The answers to a question that was asked again and again, in a few words. */
export class AnswerTally {
  readonly #runs: { readonly verdict: SampleVerdict; times: number }[] = [];
  #count = 0;

  note(verdict: SampleVerdict): void {
    this.#count += 1;
    const last = this.#runs.at(-1);
    if (last?.verdict === verdict) last.times += 1;
    else this.#runs.push({ verdict, times: 1 });
  }

  /** How many answers up to the newest say the same. */
  get inARow(): number {
    return this.#runs.at(-1)?.times ?? 0;
  }

  /** `14 answers in 62 s: failed ×12, inconclusive, successful.` */
  history(elapsedMs: number): string {
    const shown = this.#runs
      .slice(-SHOWN)
      .map(({ verdict, times }) => (times === 1 ? verdict : `${verdict} ×${times}`));
    const before = this.#runs.length > SHOWN ? '… ' : '';
    const answers = this.#count === 1 ? '1 answer' : `${this.#count} answers`;
    return `${answers} in ${Math.round(elapsedMs / 1000)} s: ${before}${shown.join(', ')}.`;
  }
}
