import { Component, type ErrorInfo, type ReactNode } from 'react';

interface Fallen {
  readonly error: Error | null;
}

/** A defect of the face never takes the run with it: the core goes on, and the person is told so. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Fallen> {
  override state: Fallen = { error: null };

  static getDerivedStateFromError(error: Error): Fallen {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <main className="fallen" role="alert">
        <h1>This window hit a defect</h1>
        <p>
          Holdpoint itself is a separate process and goes on: what is running keeps running, and everything recorded is
          kept. Reload to see it again. If this comes back, use <code>holdpoint status latest</code> in a terminal.
        </p>
        <pre className="code">{this.state.error.message}</pre>
        <button type="button" className="plain-button" onClick={() => window.location.reload()}>
          Reload
        </button>
      </main>
    );
  }
}
