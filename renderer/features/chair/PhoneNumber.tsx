import { useDesk } from '../../state/desk-context.ts';
import { Icon } from '../../ui/Icon.tsx';
import { telOf } from './phone-book.ts';

/** A number to press or to copy: whoever has the phone in the hand needs neither mail nor a list. */
export function PhoneNumber({ phone, name }: { readonly phone: string | null; readonly name: string }) {
  const tell = useDesk((state) => state.tell);
  if (phone === null) return <span className="dim">no number in the plan</span>;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(phone);
      tell({ tone: 'good', title: 'Copied', text: `${name}: ${phone}` });
    } catch {
      tell({ tone: 'plain', title: 'Not copied', text: `This browser does not let the number out: ${phone}` });
    }
  };
  return (
    <span className="phone figures">
      <a className="link" href={telOf(phone)} aria-label={`Call ${name}, ${phone}`}>
        {phone}
      </a>
      <button
        type="button"
        className="icon-button"
        aria-label={`Copy the number of ${name}`}
        onClick={() => void copy()}
      >
        <Icon name="copy" />
      </button>
    </span>
  );
}
