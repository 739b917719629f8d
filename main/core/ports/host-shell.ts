/** What only the program around the core can do for the person in front of this machine. */
export interface HostShell {
  /** null = nobody can be asked here. */
  confirm(question: HostQuestion): Promise<boolean | null>;
  notify(news: { readonly title: string; readonly body: string }): void;
  /** Keeps the machine from sleeping while needed; false = this host cannot. */
  keepAwake(isNeeded: boolean): boolean;
  /** Hands a web address to the system; false = it was not handed over. */
  openExternal(address: string): boolean;
}

export interface HostQuestion {
  readonly message: string;
  readonly detail: string;
  /** The word on the button that does it. */
  readonly proceed: string;
  /** The word on the button that is safe, and preselected. */
  readonly stay: string;
}
