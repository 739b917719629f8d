/** The link was used, or the session is gone. Says how to get a new one; nothing else can be done from here. */
export function DoorScreen() {
  return (
    <main className="fallen">
      <h1>This link has been used</h1>
      <p>
        A link opens Holdpoint once, in one browser. The runs are not affected: whatever was going on goes on in the
        core.
      </p>
      <p>
        In a terminal on the machine that runs Holdpoint, get a new link with <code>holdpoint serve</code> (in the
        repository <code>npm start</code>), and open it here.
      </p>
      <button type="button" className="plain-button" onClick={() => window.location.reload()}>
        Try again
      </button>
    </main>
  );
}
